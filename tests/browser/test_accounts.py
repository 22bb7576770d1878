"""A server with accounts in a real browser: the first account, a person who is added, single sign-on, and a session that ends.

What a browser says by itself of where a change comes from (Sec-Fetch-Site), and which cookies it sends after a visit elsewhere, no other
test can show.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.auth.provider import CLIENT, SECRET, Provider, running
from tests.api.store.conftest import PASSWORD
from tests.browser.conftest import wait_ready
from tests.browser.test_axe import check, narrow


class Site(NamedTuple):
    """A running server, the code for its first account, and its identity provider."""

    url: str
    code: str
    provider: Provider


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with accounts and nobody in it; its provider is another site, as the browser sees it."""
    folder = tmp_path_factory.mktemp("accounts")
    with running() as provider:
        provider.issuer = provider.issuer.replace("127.0.0.1", "localhost")
        environment = {
            **os.environ, "SECONDLOOK_ACCOUNTS": "on", "SECONDLOOK_REVIEW_DATABASE": str(folder / "review.db"),
            "SECONDLOOK_REVIEW_KEYS": str(folder / "keys.json"), "SECONDLOOK_OIDC_ISSUER": provider.issuer,
            "SECONDLOOK_OIDC_CLIENT_ID": CLIENT, "SECONDLOOK_OIDC_CLIENT_SECRET": SECRET, "SECONDLOOK_PROFILE": "rules",
        }  # fmt: skip
        command = [sys.executable, "-m", "api.cli", "serve", "--no-open", "--port", "0", "--workers", "1"]
        with (
            (folder / "log").open("w") as err,
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=err, text=True, env=environment) as process,
        ):
            try:
                yield _site(process, provider)
            finally:
                process.terminate()
                process.wait(20)
        log = (folder / "log").read_text()
        assert not [word for word in ("Ann", "Ada", PASSWORD, "subject-1", "code=") if word in log]


def _site(process: "subprocess.Popen[str]", provider: Provider) -> Site:
    assert process.stdout
    lines = iter(process.stdout.readline, "")
    url = next(found.group() for line in lines if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
    code = next(line.strip() for line in lines if re.fullmatch(r"    ([2-9a-z]{5}-){3}[2-9a-z]{5}\n", line))
    provider.back = f"{url}/sign-in/organisation/back"
    wait_ready(url)
    return Site(url, code, provider)


def tab(browser: Browser, site: Site) -> Page:
    context = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(20_000)
    return context.new_page()


def test_from_the_first_account_to_a_session_that_ends_while_somebody_types(browser: Browser, site: Site) -> None:
    ada = tab(browser, site)
    ada.goto("/")
    check(ada)
    ada.click("text=Make the first account")
    for field, typed in (("#name", "Ada"), ("#code", site.code), ("#password", PASSWORD), ("#again", PASSWORD)):
        ada.fill(field, typed)
    check(ada)
    ada.click("#set")
    ada.fill("#name", "Ada")
    ada.fill("#password", PASSWORD)
    ada.click("#sign-in")
    expect(ada.get_by_role("heading", name="Accounts", exact=True)).to_be_visible()
    ada.fill("#name", "Ann")
    ada.get_by_label("Practitioner", exact=True).check()
    ada.click("#add")
    expect(ada.locator("#one-time-code")).to_be_visible()
    check(ada)
    for path in ("/accounts/keys", "/account", "/account/second-factor"):
        ada.goto(path)
        check(ada)
        narrow(ada)
    ann = tab(browser, site)
    ann.goto("/sign-in")
    ann.click("#organisation")
    expect(ann.locator(".govuk-error-summary")).to_contain_text("subject-1")
    ada.goto("/accounts")
    ada.locator("summary", has_text="Change Ann").click()
    ada.get_by_label("Who they are at the organisation").last.fill("subject-1")
    ada.get_by_role("button", name="Link Ann").click()
    ann.click("#organisation")
    ann.click("#onwards")
    ann.fill("#text", "Strong smell of cannabis in the hall.")
    ann.click("#take")
    expect(ann.locator("mark").first).to_be_visible()
    assert not ann.locator("nav >> text=Screen cases").count()
    ann.goto("/screenings")
    expect(ann.get_by_role("heading", level=1)).to_contain_text("Your role does not allow this")
    ann.goto("/")
    ann.fill("#text", "Strong smell of cannabis in the hall.")
    other = ann.context.new_page()
    other.goto("/account")
    other.click("#sign-out")
    expect(other.locator("[role=status]", has_text="You are signed out.")).to_be_visible()
    ann.click("#take")
    expect(ann.locator("#problems")).to_contain_text("You are signed out")
    expect(ann.locator("#problems")).to_contain_text("still here")
    assert ann.input_value("#text") == "Strong smell of cannabis in the hall.", "what was typed is still there"
    without = browser.new_context(base_url=site.url, java_script_enabled=False).new_page()
    without.goto("/help")
    without.fill("#name", "Ada")
    without.fill("#password", PASSWORD)
    without.click("#sign-in")
    expect(without.get_by_role("heading", level=1)).to_contain_text("Help")


def test_a_page_of_another_site_changes_nothing(browser: Browser, site: Site) -> None:
    page = tab(browser, site)
    page.goto("/sign-in")
    page.fill("#name", "Ada")
    page.fill("#password", PASSWORD)
    page.click("#sign-in")
    expect(page.get_by_role("heading", name="Accounts", exact=True)).to_be_visible()
    form = f'<form method="post" action="{site.url}/accounts/keys"><input name="name" value="x"><button id="go">go</button></form>'
    foreign = site.provider.issuer + "/page"
    page.route(foreign, lambda route: route.fulfill(body=f"<!doctype html>{form}", content_type="text/html"))
    page.goto(foreign)
    with page.expect_response(lambda answer: answer.url.endswith("/accounts/keys")) as sent:
        page.click("#go")
    assert sent.value.status == 403
