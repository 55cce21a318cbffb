"""The list of reviews, narrowed to how far a case has come; the board leads there."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households import progress
from households.actions import holds, postings, reviews
from tests import factories
from tests.households import village


@pytest.fixture
def opened(land, standard):
    return village.round_by_procedure(land.commune, standard)


@pytest.fixture
def told(opened, land, mai, duc, login):
    """One household at each of six points of the way, and a page that lists what is asked for."""
    names = ("blank", "scored", "agreed", "posted", "sent", "held")
    homes = {name: factories.household(land.village, name) for name in names}
    made = {"blank": factories.review(opened, homes["blank"], mai)}
    for name in names[1:]:
        made[name] = factories.review(opened, homes[name], mai, income_vnd=500_000)
    posted = [made[name] for name in names[3:]]
    village.meet(opened, dict.fromkeys(posted, 40), mai)
    village.post(opened, land.village, mai)
    village.meet(opened, {made["agreed"]: 40}, mai, held_on=date(2021, 10, 11))
    reviews.move(reviews=posted[1:], name="submit", by=mai)
    holds.hold(review=made["held"], reason="Chờ xác minh", by=duc)
    client = login(mai)

    def ask(**asked):
        page = client.get(reverse("households:review-list"), asked).context["page"]
        return {row.head_name for row in page}

    return ask, made


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"reached": "collecting"}, "blank"),
        ({"reached": "scored"}, "scored"),
        ({"reached": "posted"}, "posted"),
        ({"reached": "reported"}, "sent"),
        ({"reached": "posted_once"}, "posted sent held"),
        ({"reached": "collected"}, "scored agreed posted sent held"),
        ({"task": "collect"}, "blank"),
        ({"task": "meet"}, "scored"),
        ({"task": "post"}, "agreed"),
        ({"task": "submit"}, "posted"),
        ({"task": "decide"}, "sent"),
        ({"task": "release"}, "held"),
        ({"held": "yes"}, "held"),
        ({"held": "no"}, "blank scored agreed posted sent"),
        ({"objection": "any"}, ""),
        ({"reached": "scored", "task": "post"}, ""),
    ],
)
def test_list_is_narrowed_to_where_a_case_stands(told, asked, names):
    ask, _made = told
    assert ask(**asked) == set(names.split())


def test_list_of_objections_knows_which_are_settled(told, mai):
    ask, made = told
    objection = postings.object_to(review=made["posted"], complaint=village.complaint(), by=mai)
    assert ask(objection="unsettled") == ask(task="recheck") == {"posted"}

    postings.answer(objection=objection, is_upheld=False, text="Đã kiểm tra", by=mai)
    assert ask(objection="unsettled") == set()
    assert ask(objection="any") == {"posted"}


def test_a_closed_round_has_stages_but_no_next_task(told, opened):
    ask, _made = told
    factories.closed(opened)

    assert ask(task="meet") == set()
    assert ask(reached="scored") == {"scored"}


def test_every_count_of_the_board_leads_to_as_many_reviews(told, opened, mai, login):
    client = login(mai)
    body = client.get(opened.get_absolute_url()).content.decode()
    links = re.findall(r'<a href="([^"]*reached=[^"]*)">([0-9]+)</a>', body)
    turn = progress.turn(progress.board(opened, mai)[0], opened)

    assert len(links) == 2 * len({"collected", "agreed_on", "posted_once", "reported", "held"})
    for url, count in links:
        page = client.get(url.replace("&amp;", "&")).context["page"]
        assert page.paginator.count == int(count), url
    assert f"task={turn.task}" in body


def test_narrowing_asks_no_more_for_more_households(told, opened, land, mai, login):
    client, url = login(mai), reverse("households:review-list")

    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get(url, {"reached": "scored"})
        return len(found)

    before = queries()
    for number in range(5):
        home = factories.household(land.village, f"Siu {number}")
        factories.review(opened, home, mai, income_vnd=500_000)
    assert queries() == before
