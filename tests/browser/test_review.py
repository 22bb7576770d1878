"""The whole way of a review in a real browser, by keyboard alone: two readers, an adjudicator; axe-core finds nothing; 320 pixels."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.api.store.conftest import ITEM, PASSWORD, write
from tests.browser.conftest import wait_ready
from tests.browser.test_axe import check, narrow
from tests.browser.test_job import tab_to

PEOPLE = {"Ann": "reviewer", "Bob": "reviewer", "Eve": "adjudicator", "Ada": "administrator"}


def secondlook(environment: dict[str, str], *arguments: str, typed: str = "") -> str:
    command = [sys.executable, "-m", "api.cli", *arguments]
    done = subprocess.run(command, input=typed, capture_output=True, text=True, check=True, env=environment)
    return done.stdout


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A review made by the commands that a user has: four people and a sample."""
    folder = tmp_path_factory.mktemp("review")
    made = {**os.environ, "SECONDLOOK_REVIEW_DATABASE": str(folder / "review.db"), "SECONDLOOK_REVIEW_KEYS": str(folder / "keys.json")}
    for name, role in PEOPLE.items():
        secondlook(made, "users", "add", name, "--role", role, "--password-stdin", typed=PASSWORD + "\n")
    sample = write(folder / "sample.jsonl", [
        *(replace(ITEM, id=f"b{n}", queue="double_blind") for n in range(2)), replace(ITEM, id="f"),
        replace(ITEM, id="u", queue="unflagged", indicator=None, flags=(), quote="", explanation=""),
    ])  # fmt: skip
    assert "double-blind: 2 passages, each read by 2 people, blind" in secondlook(made, "review", "import", str(sample))
    return made


@pytest.fixture(scope="module")
def review(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a ready server with review turned on."""
    log = tmp_path_factory.mktemp("log") / "log"
    command = [sys.executable, "-m", "api.cli", "serve", "--review", "--no-open", "--port", "0", "--workers", "1"]
    with log.open("w") as err, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=err, text=True, env=environment) as process:
        try:
            assert process.stdout
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert found, log.read_text()
            wait_ready(found.group())
            yield found.group()
        finally:
            process.terminate()
            process.wait(20)
    said = log.read_text()
    assert "food" not in said
    assert "Ann" not in said


def signed_in(browser: Browser, url: str, name: str, *, script: bool = True) -> Page:
    """Sign in by keyboard alone."""
    size: ViewportSize = {"width": 1280, "height": 900}
    context = browser.new_context(base_url=url, viewport=size, reduced_motion="reduce", java_script_enabled=script)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto("/review")
    for selector, typed in (("#name", name), ("#password", PASSWORD)):
        if script:
            tab_to(page, selector)
            page.keyboard.type(typed)
        else:
            page.fill(selector, typed)
    page.keyboard.press("Enter") if script else page.click("#sign-in")
    expect(page.locator("#sign-out")).to_be_visible()
    return page


def begin(page: Page, queue: str) -> None:
    tab_to(page, f"a[href='/review/queues/{queue}']")
    page.keyboard.press("Enter")
    expect(page.locator("#passage-heading")).to_be_focused()


def key(page: Page, pressed: str) -> None:
    """Press a key that leads to another page, and wait until it is there."""
    with page.expect_navigation():
        page.keyboard.press(pressed)


def test_two_readers_an_adjudicator_and_the_audit_by_keyboard_alone(browser: Browser, review: str, environment: dict[str, str]) -> None:
    ann = signed_in(browser, review, "Ann")
    check(ann)
    narrow(ann)
    begin(ann, "double-blind")
    assert "What the software says" not in ann.content()
    check(ann)
    narrow(ann)
    ann.keyboard.press("2")
    expect(ann.locator("#reason-2")).to_be_checked()
    key(ann, "d")
    expect(ann.locator("#progress")).to_contain_text("1 decided")
    key(ann, "a")
    expect(ann.locator("h1")).to_have_text("Nothing is left for you here")
    check(ann)

    ann.goto("/review")
    begin(ann, "flagged")
    assert ann.locator("mark").inner_text() == ITEM.quote
    check(ann)
    narrow(ann)
    key(ann, "p")
    expect(ann.locator("#stands")).to_contain_text("put off")
    key(ann, "a")
    ann.goto("/review")
    begin(ann, "unflagged")
    ann.keyboard.press("d")
    expect(ann.locator(".govuk-error-summary")).to_contain_text("choose at least one thing")
    check(ann)
    narrow(ann)
    ann.go_back()
    tab_to(ann, "#comment", most=80)
    ann.keyboard.type("a dad is not a key")
    expect(ann.locator("#comment")).to_have_value("a dad is not a key")
    ann.keyboard.press("Escape")
    key(ann, "a")

    bob = signed_in(browser, review, "Bob")
    begin(bob, "double-blind")
    first = bob.url
    key(bob, "a")
    key(bob, "ArrowLeft")
    assert bob.url == first
    expect(bob.locator("#stands")).to_contain_text("worth reading again")
    key(bob, "ArrowRight")
    key(bob, "a")

    eve = signed_in(browser, review, "Eve")
    begin(eve, "double-blind")
    expect(eve.locator("#readers li")).to_have_count(2)
    expect(eve.locator("#readers")).to_contain_text("It is about somebody else")
    check(eve)
    narrow(eve)
    key(eve, "a")
    expect(eve.locator("h1")).to_have_text("Nothing is left for you here")

    ada = signed_in(browser, review, "Ada")
    expect(ada.locator("table")).to_contain_text("double-blind")
    check(ada)
    narrow(ada)
    tab_to(ada, "#sign-out")
    ada.keyboard.press("Enter")
    expect(ada.locator("h1")).to_have_text("Sign in to the review")
    check(ada)

    assert "Every record is as it was written." in secondlook(environment, "review", "audit")
    assert "double-blind: 4 readings done, 0 to do; 1 settled, 0 for the adjudicator" in secondlook(environment, "review", "status")


def test_reading_without_script(browser: Browser, review: str, environment: dict[str, str], tmp_path: Path) -> None:
    sample = write(tmp_path / "more.jsonl", [replace(ITEM, id="m")])
    secondlook(environment, "review", "import", str(sample), "--name", "more")
    bob = signed_in(browser, review, "Bob", script=False)
    bob.click("a[href='/review/queues/more']")
    expect(bob.locator("#decide")).to_be_visible()
    bob.focus("input[name=reason]")
    bob.keyboard.press("Enter")
    expect(bob.locator(".govuk-error-summary")).to_contain_text("Choose one of the verdicts")
    expect(bob.locator("#progress")).to_contain_text("0 decided")
    bob.check("#reason-3")
    bob.click("button[value=disagree]")
    expect(bob.locator("h1")).to_have_text("Nothing is left for you here")
