"""A hundred texts that try to become script, wherever else a person or an export can put them: columns, cases, roles, comments, names.

One server with everything turned on. A real browser shows every page and every export that holds them; none runs, none opens a window,
and no page asks any other host for anything.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, Route, expect

from api.store.importing import import_sample
from api.store.people import add
from api.store.store import Place, open_store
from tests.api.payloads import PAYLOADS
from tests.api.store.conftest import ITEM, PASSWORD, write
from tests.browser.conftest import serving

SIGN = "Mum is scared of what he will do"
ALL = " ".join(PAYLOADS)
_LONG = 300_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a review whose every field holds payloads."""
    folder = tmp_path_factory.mktemp("hostile")
    with open_store(Place(str(folder / "review.db"), folder / "keys.json")) as store:
        for name, role in (("Ann", "reviewer"), ("Bea", "reviewer"), ("Cleo", "adjudicator")):
            add(store, name=name, role=role, password=PASSWORD, by=PAYLOADS[0])
        item = replace(ITEM, id=f"n:0:{PAYLOADS[1]}", note_id=PAYLOADS[2], case_id=PAYLOADS[3], role=ALL[:190], date=PAYLOADS[4],
        text=f"{ALL} end",
                       before=ALL, after=ALL, explanation=ALL, quote=PAYLOADS[5], rules=(PAYLOADS[6],),
                       versions={"rules": PAYLOADS[7]})  # fmt: skip
        import_sample(store, write(folder / "sample.jsonl", [item]), by=PAYLOADS[8], readers=2, blind=False)
    places = {"SECONDLOOK_REVIEW_DATABASE": str(folder / "review.db"), "SECONDLOOK_REVIEW_KEYS": str(folder / "keys.json"),
              "SECONDLOOK_SCREENINGS": str(folder / "screenings")}  # fmt: skip
    yield from serving(folder, "--review", environment=places)


@pytest.fixture
def done(context: BrowserContext, server: str) -> Iterator[list[str]]:
    """Whatever a payload made the browser do: at the end of every test, nothing."""
    found: list[str] = []
    context.set_default_timeout(60_000)  # a hundred payloads make long pages
    context.on("request", partial(noted, found, server))
    context.on("page", lambda _: found.append("window") if len(context.pages) > 1 else None)
    context.on("dialog", partial(dismissed, found))
    context.on("weberror", lambda error: found.append(f"script failed: {error.error}"))
    yield found
    assert found == []


def dismissed(found: list[str], opened: Dialog) -> None:
    found.append(f"dialog {opened.type}")
    opened.dismiss()


def noted(found: list[str], server: str, asked: Request) -> None:
    if foreign(asked.url, server):
        found.append(f"asked {urlsplit(asked.url).netloc}")


def foreign(address: str, server: str) -> bool:
    return urlsplit(address).scheme not in ("file", "blob", "data") and not address.startswith(server)


def unfold(page: Page) -> None:
    """Open everything, point at it, and give script the time to run."""
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    page.mouse.move(300, 400)
    page.wait_for_timeout(150)


def test_every_page_asks_no_other_host(page: Page, done: list[str], server: str) -> None:  # noqa: ARG001  # it looks on
    """Every page that a link leads to from the first one, and what each loads."""
    waiting, seen = ["/", "/example", "/?cleared", "/nowhere", "/review"], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        page.goto(address)
        found = page.locator("a[href]").evaluate_all("links => links.map(link => link.href)")
        kept = [urlsplit(link) for link in found if not foreign(link, server)]
        waiting += [link.path for link in kept if link.path.count("/") < 3 and not link.path.startswith(("/v1", "/static"))]
        assert page.locator("h1").count() == 1, address
    assert len(seen) > 25


def test_a_script_that_slips_in_is_stopped_by_the_policy(context: BrowserContext, done: list[str]) -> None:  # noqa: ARG001  # it looks on
    """The second line of defence: the server is made to write script into its page, and the browser still runs none."""

    def slip(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace(
            "<main", "<script>alert(1)</script><img src=x onerror=alert(2)><style>p { color: red }</style><main", 1
        )
        assert "alert(1)" in body
        route.fulfill(response=answer, body=body)

    page = context.new_page()
    page.route("**/about", slip)
    page.goto("/about")
    page.wait_for_timeout(200)
    assert page.locator("main p").first.evaluate("p => getComputedStyle(p).color") != "rgb(255, 0, 0)"


def test_columns_cases_roles_and_names_of_an_export(context: BrowserContext, done: list[str], tmp_path: Path) -> None:  # noqa: ARG001  # it looks on
    page = context.new_page()
    out = io.StringIO()
    table = csv.writer(out)
    heads = [p.replace("\r", " ").replace("\n", " ").replace("\x00", "")[:60] for p in PAYLOADS]
    table.writerow(["Case Reference", "Narrative", "Date", "Role", *heads[:60]])
    for n, payload in enumerate(PAYLOADS):
        text = f"{SIGN}, {payload} said. Leo {payload} (7) was not seen by Mr {payload}. {payload}".replace("\x00", "")
        table.writerow([payload.replace("\x00", ""), text, "2024-03-05", payload.replace("\x00", "")[:150], *([n] * 60)])
    page.goto("/screenings")
    page.set_input_files("input[type=file]", {"name": f"{PAYLOADS[0]}.csv", "mimeType": "text/csv", "buffer": out.getvalue().encode()})
    page.click("text=Look at the columns")
    expect(page.locator("#map_note")).to_be_visible(timeout=_LONG)
    page.select_option("#map_note", "Narrative")
    page.select_option("#map_case_id", "Case Reference")
    unfold(page)
    page.check("text=Rules alone")
    page.click("text=Begin")
    expect(page.locator("#state")).to_have_text("Done", timeout=_LONG)
    unfold(page)
    screening = urlsplit(page.url).path
    for number in range(1, 4):
        page.goto(f"{screening}/flags?page={number}")
        unfold(page)
    assert page.locator(".sl-flag").count() > 5
    page.goto(f"{screening}/files/report.html")
    unfold(page)
    look = page.locator("h1").evaluate("h => getComputedStyle(h).fontFamily")
    assert "system-ui" in look, "the report's own style must be let through by its policy"
    for name in ("flags.csv", "people.csv", "errors.csv", "notes.csv", "findings.csv", "review.xlsx", "report.html"):
        answer = context.request.get(f"{screening}/files/{name}")
        if answer.status == 404:
            continue
        (tmp_path / name).write_bytes(answer.body())
    opened_from_disk(context, tmp_path)
    no_formula(tmp_path)


def opened_from_disk(context: BrowserContext, folder: Path) -> None:
    page = context.pages[0]
    page.goto((folder / "report.html").as_uri())
    unfold(page)
    assert "system-ui" in page.locator("h1").evaluate("h => getComputedStyle(h).fontFamily")


def no_formula(folder: Path) -> None:
    """No cell of an export begins as a formula does, and no workbook holds one."""
    cells = 0
    for path in folder.glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
            for cell in row:
                cells += 1
                assert not cell.startswith(("=", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")), (path.name, cell[:20])
                assert not cell.startswith(("+", "-")) or is_number(cell), (path.name, cell[:20])
    with zipfile.ZipFile(folder / "review.xlsx") as parts:
        for name in parts.namelist():
            content = parts.read(name)
            assert b"<f>" not in content, name
            assert not name.endswith(".rels") or b'TargetMode="External"' not in content, name
            assert "vba" not in name.lower(), name
    assert cells > 100


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_comments_and_passages_of_a_review(browser: Browser, server: str) -> None:
    for number, name in enumerate(("Ann", "Bea", "Cleo")):
        context = browser.new_context(base_url=server)
        context.set_default_timeout(60_000)
        found: list[str] = []
        context.on("dialog", partial(dismissed, found))
        context.on("request", partial(noted, found, server))
        page = context.new_page()
        page.goto("/review")
        page.fill("[name=name]", PAYLOADS[0])
        page.fill("[name=password]", PAYLOADS[1])
        page.click("form button")
        unfold(page)
        assert page.locator("[name=name]").input_value() == PAYLOADS[0]
        page.fill("[name=name]", name)
        page.fill("[name=password]", PASSWORD)
        page.click("form button")
        page.wait_for_selector("#sign-out")
        page.click("main a[href*='/review/queues/']")
        unfold(page)
        page.fill("[name=comment]", ALL[:1900])
        page.locator(f"button[value={'agree' if number != 1 else 'disagree'}]").click()
        unfold(page)
        page.goto("/review")
        unfold(page)
        assert found == [], name
        context.close()


def test_the_note_fields_of_the_form(context: BrowserContext, done: list[str]) -> None:  # noqa: ARG001  # it looks on
    page = context.new_page()
    page.goto("/")
    page.click("summary:has-text('Date and writer')")
    page.fill("[name=role]", json.dumps(ALL)[:190])
    page.fill("[name=text]", f"{SIGN}. Leo {ALL} (7) was at school. Dad {PAYLOADS[1]} was not seen.")
    page.click("text=Add another note")
    page.fill("[name=text-2]", f"{SIGN}. {ALL}")
    page.click("#take")
    page.locator("mark").first.wait_for(timeout=_LONG)
    unfold(page)
