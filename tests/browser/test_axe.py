"""axe-core finds nothing wrong on any page, in light, dark and forced colours, nor is any page wider than a small screen."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import VENDOR

MODES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"}, "dark": {"color_scheme": "dark"}, "forced": {"forced_colors": "active"},
}  # fmt: skip
ADDRESSES = (
    "/", "/?cleared", "/example", "/screenings", "/indicators", "/indicators/unassessed_adult_male", "/about", "/help", "/accessibility",
    "/nowhere",
)  # fmt: skip
_AXE = (VENDOR / "axe.min.js").read_text(encoding="utf-8")
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(params=MODES)
def shown(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Page]:
    """A tab in one of the modes, without motion, so that no colour is measured on its way."""
    context = browser.new_context(base_url=server, viewport={"width": 1280, "height": 900}, reduced_motion="reduce", **MODES[request.param])
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def check(page: Page) -> None:
    page.evaluate(_AXE)
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", _TAGS)
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found["violations"]] == []


def narrow(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 900})


def test_every_page(shown: Page) -> None:
    for address in ADDRESSES:
        shown.goto(address)
        check(shown)
        narrow(shown)


def test_a_result_with_everything_unfolded(shown: Page) -> None:
    shown.goto("/example")
    shown.click("#take")
    shown.wait_for_selector("#result-heading:focus")
    shown.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    check(shown)
    narrow(shown)
    shown.click("mark a >> nth=2")
    check(shown)


def test_the_result_of_a_case(shown: Page) -> None:
    shown.goto("/")
    shown.click("text=Try an example case")
    shown.wait_for_selector("#result-heading:focus")
    shown.evaluate("for (const fold of document.querySelectorAll('.sl-case details')) fold.open = true")
    check(shown)
    shown.click("#case-people ~ ul a >> nth=0")
    narrow(shown)
    shown.set_viewport_size({"width": 320, "height": 640})
    check(shown)


def test_the_form_with_several_notes(shown: Page) -> None:
    shown.goto("/")
    shown.click("#another")
    shown.wait_for_selector("#text-2:focus")
    check(shown)
    narrow(shown)


def test_an_error(shown: Page) -> None:
    shown.goto("/")
    shown.click("#take")
    shown.wait_for_selector(".govuk-error-summary:focus")
    check(shown)
