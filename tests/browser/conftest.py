"""One launched app and one real browser for the tests in this folder."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from siamese.judging.manifest import FOLDER
from siamese.judging.verifier import Verifier
from tests.browser.page import Page
from tests.demo.verifiers import untrained_verifier


def trained() -> bool:
    return (FOLDER / "manifest.json").exists()


needs_weights = pytest.mark.skipif(not trained(), reason="needs the trained weights, and there are none yet")


PATIENCE = 120_000  # milliseconds: a busy computer may take long, and a test that fails may too


class NoBrowser(Exception):
    """There is no browser to drive; the message says how to get one."""


@contextmanager
def open_browser() -> Iterator:
    """A Chromium: that of SIAMESE_BROWSER, else the system's, else Playwright's own."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise NoBrowser("Playwright is not installed: pip install -r requirements-dev.txt") from None
    path = os.environ.get("SIAMESE_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        path = path or driver.chromium.executable_path
        if not os.path.exists(path):
            raise NoBrowser("no browser was found: install Chromium, or run `playwright install chromium`")
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = driver.chromium.launch(executable_path=path, args=arguments)
        new_context = browser.new_context

        def patient_context(**options):
            context = new_context(**options)
            context.set_default_timeout(PATIENCE)
            return context

        browser.new_context = patient_context
        yield browser
        browser.close()


@contextmanager
def serve() -> Iterator[str]:
    """The address of the app, served with the shipped weights where they are there."""
    from demo.page import build_demo
    from demo.serving.serve import launch
    from demo.settings import Settings

    verifier = Verifier.load() if trained() else untrained_verifier()
    verifier.warm_up()
    settings = Settings(store="sqlite://")
    demo = build_demo(verifier, settings)
    launch(demo, settings, prevent_thread_lock=True, quiet=True)
    yield demo.local_url
    demo.close()


# Of this package, not of the session: Playwright runs an event loop in this thread until it is closed.
@pytest.fixture(scope="package")
def browser() -> Iterator:
    try:
        with open_browser() as browser:
            yield browser
    except NoBrowser as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="package")
def address() -> Iterator[str]:
    with serve() as address:
        yield address


@pytest.fixture
def page(browser, address) -> Iterator[Page]:
    """The Compare tab, as a new visitor sees it."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield Page(context.new_page(), address)
    context.close()
