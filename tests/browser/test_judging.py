"""The pages that judge the software in a browser: pictures load, links lead on, the calculator works by keyboard, axe-core is content."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from api.store.store import Place, open_store
from tests.api.judging.made import PASSWORD, read_review
from tests.browser.conftest import serving
from tests.browser.test_axe import MODES, check, narrow


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with a review that was read."""
    folder = tmp_path_factory.mktemp("judged")
    with open_store(Place(str(folder / "review.db"), folder / "keys.json")) as store:
        read_review(store, folder, notes=12)
    places = {"SECONDLOOK_REVIEW_DATABASE": str(folder / "review.db"), "SECONDLOOK_REVIEW_KEYS": str(folder / "keys.json")}
    yield from serving(folder, "--review", environment=places)


@pytest.fixture(params=MODES)
def page(request: pytest.FixtureRequest, browser: Browser, judged: str) -> Iterator[Page]:
    """A tab of a signed-in adjudicator in one of the modes."""
    context = browser.new_context(base_url=judged, viewport={"width": 1280, "height": 900}, reduced_motion="reduce", **MODES[request.param])
    context.set_default_timeout(90_000)
    made = context.new_page()
    made.goto("/review")
    made.fill("[name=name]", "Cleo")
    made.fill("[name=password]", PASSWORD)
    made.keyboard.press("Enter")
    made.wait_for_selector("#sign-out")
    yield made
    context.close()


def test_every_judging_page_by_keyboard_and_axe(page: Page) -> None:
    page.click("text=How far can the software be relied on?")
    page.wait_for_load_state("networkidle")
    pictures = page.locator(".sl-picture img")
    assert pictures.count() >= 6
    pictures.evaluate_all("all => Promise.all(all.map(one => one.decode()))")
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    check(page)
    narrow(page)
    links = [page.locator(f"a[href*='/review/measures/{kind}/']").first.get_attribute("href") for kind in ("indicators", "rules")]
    for link in links:
        assert link
        page.goto(link)
        check(page)
        narrow(page)
    page.goto("/review/measures/sizes")
    check(page)
    page.focus("#width")
    page.keyboard.type("wide")
    page.keyboard.press("Enter")
    page.wait_for_selector(".govuk-error-summary")
    check(page)
    page.fill("#width", "0.1")
    page.press("#width", "Enter")
    page.wait_for_selector("text=381 shown passages")
    check(page)
    narrow(page)
