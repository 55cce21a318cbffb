"""A real browser: Debian's Chromium against the running application."""

import os
import shutil
from contextlib import closing
from threading import Lock

import pytest

from tests import factories

CHROMIUM = shutil.which("chromium")
# Playwright runs an event loop in the thread of the tests, which Django takes for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_collection_modifyitems(items):
    if CHROMIUM is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@pytest.fixture(scope="session")
def browser_type_launch_args():
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-gpu", "--no-first-run", *quiet],
    }


@pytest.fixture(scope="session")
def live_server(live_server):
    """Answers one request at a time: the threads of the tests share one connection to SQLite."""
    server, lock = live_server.thread.httpd, Lock()
    application = server.get_app()

    def one_at_a_time(environ, start_response):
        with lock, closing(application(environ, start_response)) as response:
            return list(response)

    server.set_app(one_at_a_time)
    return live_server


@pytest.fixture
def open_as(live_server, page):
    """Sign in at the running application as the person called `name`."""

    def open_page(name: str):
        page.context.clear_cookies()
        return sign_in(page, live_server.url, name)

    return open_page


@pytest.fixture
def desk(live_server, new_context):
    """A browser of one's own for each person, signed in, that says yes to every question."""
    desks = {}

    def sit_down(name: str):
        if name not in desks:
            page = new_context().new_page()
            page.on("dialog", lambda dialog: dialog.accept())
            desks[name] = sign_in(page, live_server.url, name)
        return desks[name]

    return sit_down


def sign_in(page, url: str, name: str):
    """`page`, after `name` has signed in at `url`."""
    page.goto(f"{url}/login/")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(factories.PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{url}/")
    return page
