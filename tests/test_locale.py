"""The admin speaks Vietnamese: our catalogue is compiled, and no page shows English words."""

import ast
import gettext
import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.contrib.admin.sites import site
from django.urls import reverse
from django.utils.translation import gettext as translated

from households.models import EthnicGroup, Standard
from povertyplan.audit import trail
from povertyplan.audit.models import Event

CATALOGUE = settings.BASE_DIR / "povertyplan" / "locale" / "vi" / "LC_MESSAGES"

ENGLISH = re.compile(
    r"\b(Type to search|Filters?|Import|Export|Select|Search|Save|Delete|Title|History|Submit"
    r"|Format|Home|Add|Change|Remove|Action|Run|Reset|Return|Welcome|Site)\b"
)


def entries(source: str) -> dict:
    """The messages of a .po file, under the keys that `gettext` gives them."""
    messages = {}
    for block in source.split("\n\n"):
        fields, name = {}, ""
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            if not line.startswith('"'):
                name, line = line.split(" ", 1)
            fields[name] = fields.get(name, "") + ast.literal_eval(line)
        if "msgstr[0]" in fields:
            messages[fields["msgid"], 0] = fields["msgstr[0]"]
        elif fields:
            messages[fields["msgid"]] = fields["msgstr"]
    return messages


class Words(HTMLParser):
    """What a page shows: its text outside scripts and styles, without the names of icons."""

    def __init__(self, html: str):
        super().__init__()
        self.found, self.hidden = [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        classes = dict(attrs).get("class") or ""
        self.hidden = tag in ("script", "style") or "material-symbols" in classes

    def handle_endtag(self, tag):
        self.hidden = False

    def handle_data(self, data):
        if not self.hidden and data.strip():
            self.found.append(" ".join(data.split()))


def shown(response) -> str:
    assert response.status_code == 200
    return "\n".join(Words(response.content.decode()).found)


@pytest.fixture
def an(cast, login):
    return login(cast["an"])


@pytest.fixture
def event(cast, reference):
    """A row of the trail."""
    group = EthnicGroup.objects.get(code="01")
    changes = [{"label": "dân tộc", "old": "Kinh", "new": "Kinh (Việt)"}]
    sentence = "Sửa Kinh (dân tộc)"
    return trail.log("catalogue.saved", sentence, record=group, by=cast["an"], changes=changes)


def test_catalogue_is_compiled():
    with open(CATALOGUE / "django.mo", "rb") as compiled:
        messages = gettext.GNUTranslations(compiled)._catalog

    assert messages == entries((CATALOGUE / "django.po").read_text(encoding="utf-8"))


def test_no_message_is_left_empty():
    messages = entries((CATALOGUE / "django.po").read_text(encoding="utf-8"))

    assert [key for key, words in messages.items() if not words.strip()] == []


def test_our_words_come_before_djangos():
    assert translated("History") == "Lịch sử"
    assert translated("Select %s to change") == "Danh sách %s"


@pytest.mark.parametrize("meta", [m._meta for m in site._registry], ids=lambda m: m.label_lower)
def test_lists_and_forms_show_no_english(meta, an, event):
    name = f"admin:{meta.app_label}_{meta.model_name}"
    addresses = [reverse(f"{name}_changelist"), reverse(f"{name}_changelist") + "?q=zzz"]
    if meta.model is not Event:
        addresses.append(reverse(f"{name}_add"))
    record = meta.model.objects.first()
    if record:
        addresses.append(reverse(f"{name}_change", args=[record.pk]))
        addresses.append(reverse(f"{name}_history", args=[record.pk]))

    for address in addresses:
        assert ENGLISH.findall(shown(an.get(address))) == [], address


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/households/",
        "/admin/households/incomepoint/import/",
        "/admin/households/incomepoint/export/",
        "/admin/password_change/",
    ],
)
def test_other_pages_show_no_english(address, an):
    assert ENGLISH.findall(shown(an.get(address))) == []


@pytest.mark.parametrize("model", [EthnicGroup, Standard])
def test_asking_before_a_deletion_shows_no_english(model, an, reference):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_delete"

    page = shown(an.get(reverse(name, args=[model.objects.first().pk])))

    assert "Bạn có chắc muốn xóa" in page
    assert ENGLISH.findall(page) == []


def test_signing_in_shows_no_english(client, db):
    page = shown(client.get(reverse("admin:login")))

    assert "Về trang chính" in page
    assert ENGLISH.findall(page) == []


def test_trail_tells_what_changed_in_words(an, event):
    page = shown(an.get(reverse("admin:audit_event_change", args=[event.pk])))

    assert "dân tộc: Kinh → Kinh (Việt)" in page
    assert f"Dân tộc số {event.record_id}" in page


def test_trail_is_filtered_by_kind_of_record(an, event):
    url = reverse("admin:audit_event_changelist")

    assert "Sửa Kinh" in shown(an.get(url, {"record_type": "households.ethnicgroup"}))
    assert "Sửa Kinh" not in shown(an.get(url, {"record_type": "households.standard"}))
