"""The whole job in a real browser: by keyboard alone, without script, with dropped files; and clearing leaves nothing."""

import io
from pathlib import Path
from typing import Any

import docx
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.api.http.conftest import CANARY

TEXT = (
    f"Home visit to {CANARY}.\nStrong smell of cannabis in the hall. Leo (7) was at school and not seen.\n"
    "She declined the offer of a referral."
)


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not lead to {selector}")


def shown_cards(page: Page) -> int:
    return page.locator(".sl-card:visible").count()


def take(page: Page, text: str = TEXT) -> None:
    page.goto("/")
    page.fill("#text", text)
    page.click("#take")
    expect(page.locator("#result-heading")).to_be_focused()


def test_the_job_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    page.keyboard.press("Enter")
    tab_to(page, "#text")
    page.keyboard.insert_text(TEXT)
    tab_to(page, "#take")
    page.keyboard.press("Enter")
    expect(page.locator("#result-heading")).to_be_focused()
    expect(page.locator("#status")).to_contain_text("The second look is here")
    tab_to(page, "mark a")
    number = page.evaluate("document.activeElement.id")
    page.keyboard.press("Enter")
    card = number.replace("mark", "card")
    expect(page.locator(f"#{card}")).to_be_focused()
    tab_to(page, f"#{card} a[href='#{number}']")
    page.keyboard.press("Enter")
    expect(page.locator(f"#{number}")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#n1-card-2")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("w")
    expect(page.locator("#n1-mark-1")).to_be_focused()
    page.keyboard.press("w")
    expect(page.locator("#n1-card-1")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Cleared. Nothing of the note is left")).to_be_visible()


def test_a_case_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    tab_to(page, "#text")
    page.keyboard.insert_text("5 March 2024. Leo (7) not seen. Dad smokes weed in the hall. Rang MASH and made a referral.")
    tab_to(page, "#another")
    page.keyboard.press("Enter")
    expect(page.locator("#text-2")).to_be_focused()
    page.keyboard.insert_text("12 June 2024. No access again, card left. Leo was at his nan's.")
    tab_to(page, "#take")
    page.keyboard.press("Enter")
    expect(page.locator("#result-heading")).to_be_focused()
    expect(page.locator("#case")).to_have_text("The 2 notes together")
    tab_to(page, ".sl-picture--wide a[aria-label*='missed contact']")
    target = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    expect(page.locator(target)).to_be_focused()
    assert page.locator(target).inner_text().startswith("No access")


def test_the_narrow_picture_takes_the_place_of_the_wide_one(page: Page) -> None:
    page.goto("/")
    page.click("text=Try an example case")
    expect(page.locator("#result-heading")).to_be_focused(timeout=30_000)
    expect(page.locator(".sl-picture--wide")).to_be_visible()
    expect(page.locator(".sl-picture--narrow")).to_be_hidden()
    page.set_viewport_size({"width": 320, "height": 640})
    expect(page.locator(".sl-picture--wide")).to_be_hidden()
    expect(page.locator(".sl-picture--narrow")).to_be_visible()
    page.click(".sl-picture--narrow a >> nth=0")
    expect(page.locator(page.evaluate("location.hash"))).to_be_focused()


def test_enter_in_a_field_takes_the_look_and_adds_no_note(page: Page) -> None:
    page.goto("/")
    page.fill("#text", TEXT)
    page.click("text=Date and writer of the note")
    page.fill("#role", "school")
    page.press("#role", "Enter")
    expect(page.locator("#result-heading")).to_be_focused()


def test_the_job_without_script(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.fill("#text", TEXT)
    page.set_input_files("#files", FilePayload(name="other.txt", mimeType="text/plain", buffer=b"Dad not met. Cannabis smelt again."))
    page.click("#take")
    assert page.url == f"{server}/look"
    expect(page.locator("h1")).to_contain_text("to read again")
    expect(page.get_by_role("heading", name="The 2 notes together")).to_be_visible()
    page.click("#n2-mark-1")
    assert page.url.endswith("#n2-card-1")
    page.click("#n2-card-1 a[href='#n2-mark-1']")
    filters(page)
    with page.expect_download() as download:
        page.click("text=Download as HTML")
    assert CANARY in Path(download.value.path()).read_text(encoding="utf-8")
    page.click("text=Plain-text summary")
    assert "Second Look" in page.input_value("#summary-text")
    expect(page.locator("#copy")).to_be_hidden()
    page.click("text=Clear everything")
    assert CANARY not in page.content()
    page.click("#take")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Paste a note, or choose a file")
    context.close()


def filters(page: Page) -> None:
    """Switch a family and an indicator off and on, and see the cards follow."""
    every = shown_cards(page)
    page.click("#filter summary")
    page.uncheck("#show-cannabis_use")
    without = shown_cards(page)
    assert without < every
    assert page.locator(".sl-card[data-i=cannabis_use]:visible").count() == 0
    assert page.locator(".sl-number[data-i=cannabis_use]:visible").count() == 0
    page.uncheck("#show-family_b")
    assert shown_cards(page) < without
    assert page.locator(".sl-ask:visible").count() == 0
    page.check("#show-family_b")
    page.check("#show-cannabis_use")
    assert shown_cards(page) == every


def test_the_filter_says_what_it_shows(page: Page) -> None:
    take(page)
    filters(page)
    page.uncheck("#show-family_b")
    expect(page.locator("#filtered")).to_contain_text("showing 1 of")


def test_downloads_and_the_summary(page: Page) -> None:
    take(page)
    with page.expect_download() as download:
        page.click("text=Download as Word")
    assert download.value.suggested_filename == "second-look.docx"
    document = docx.Document(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert CANARY in "".join(p.text for p in document.paragraphs) + "".join(c.text for t in document.tables for c in t._cells)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("text=Plain-text summary")
    page.click("#copy")
    expect(page.locator("#copy")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.input_value("#summary-text")
    page.click("#change")
    expect(page.locator("#text")).to_be_focused()
    assert page.input_value("#text") == TEXT


def test_clearing_leaves_nothing(page: Page) -> None:
    take(page)
    page.click("mark a >> nth=0")
    page.click("mark a >> nth=1")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Cleared. Nothing of the note is left")).to_be_visible()
    for _ in range(4):
        assert CANARY not in page.content()
        assert page.input_value("#text") == ""
        assert page.evaluate("history.state") is None
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        assert CANARY not in page.url
        if page.go_back() is None and page.url == "about:blank":
            break
        page.wait_for_load_state()
        if not page.url.startswith("http"):
            break


def test_escape_does_not_clear_while_typing(page: Page) -> None:
    page.goto("/")
    page.fill("#text", TEXT)
    page.keyboard.press("Escape")
    assert page.input_value("#text") == TEXT
    expect(page.locator("#status")).to_contain_text("Escape now clears everything")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Cleared. Nothing of the note is left")).to_be_visible()
    assert page.input_value("#text") == ""


def test_letters_do_nothing_while_typing_and_can_be_switched_off(page: Page) -> None:
    page.goto("/")
    page.locator("#text").press_sequentially("jkw jkw")
    assert page.input_value("#text") == "jkw jkw"
    page.goto("/help")
    page.click("#letters")
    expect(page.locator("#letters")).to_have_attribute("aria-pressed", "true")
    take(page)
    page.keyboard.press("j")
    expect(page.locator("#result-heading")).to_be_focused()


@pytest.mark.parametrize("place", [".govuk-file-upload-button", "h1"])
def test_a_file_is_dropped(page: Page, place: str) -> None:
    page.goto("/")
    dropped: Any = page.evaluate_handle(
        "text => { const d = new DataTransfer(); d.items.add(new File([text], 'visit.txt', {type: 'text/plain'})); return d; }", TEXT
    )
    page.dispatch_event(place, "drop", {"dataTransfer": dropped})
    expect(page.locator(".govuk-file-upload-button__status")).to_have_text("visit.txt")
    page.locator("#text").press("Control+Enter")
    expect(page.locator("#result-heading")).to_be_focused()
    expect(page.locator("h2").first).to_contain_text("visit.txt")


def test_what_is_wrong_is_said_beside_the_form_which_keeps_its_files(page: Page) -> None:
    page.goto("/")
    page.set_input_files("input[type=file]", FilePayload(name="a.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4"))
    page.click("#take")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.locator(".govuk-error-summary")).to_contain_text("a.pdf")
    assert page.evaluate("document.querySelector('input[type=file]').files.length") == 1


def test_too_much_is_told_before_it_is_sent(page: Page) -> None:
    page.goto("/")
    page.fill("#text", TEXT)
    page.set_input_files("input[type=file]", FilePayload(name="a.txt", mimeType="text/plain", buffer=b"x" * 33_000_000))
    page.click("#take")
    expect(page.locator(".govuk-error-summary")).to_contain_text("too large together")
    assert page.input_value("#text") == TEXT


def test_a_server_that_has_stopped_is_told_of(page: Page) -> None:
    page.goto("/")
    page.fill("#text", TEXT)
    page.route("**/look", lambda route: route.abort())
    page.click("#take")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Second Look did not answer")
    assert page.input_value("#text") == TEXT
