"""Every answer of every route, right or wrong, page or document, carries the headers that keep a browser out of trouble."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from api.html import page
from api.routes.guards import HEADERS, ONLY_TLS
from nlp.offline import SCREENING_REPORT, policy
from tests.conftest import ROOT
from tests.hardening.conftest import made_app

SAME_EVERYWHERE = {name: value for name, value in HEADERS.items() if name not in ("Content-Security-Policy", "Cache-Control")}
FORMS: dict[str, dict[str, Any]] = {
    "multipart/form-data": {"files": {"text": (None, "Dad smokes cannabis.")}}, "json": {"json": {"text": "Dad smokes cannabis."}},
}  # fmt: skip


def routes(client: TestClient) -> Iterator[tuple[str, str]]:
    """Yield every method and address that the application knows, its names filled in with something."""
    for route in flat(client.app.routes):  # type: ignore[attr-defined]  # a FastAPI
        for method in sorted(route.methods or ()):
            yield method, re.sub(r"{\w+(?::path)?}", "0123456789abcdef01234567", route.path)


def flat(found: list[object]) -> Iterator[APIRoute]:
    for route in found:
        if isinstance(route, APIRoute):
            yield route
        else:
            yield from flat(getattr(getattr(route, "original_router", None), "routes", []))


def wrong(policy: str) -> list[str]:
    """Return what a content policy should not allow."""
    told = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    missing = [key for key in ("frame-ancestors", "base-uri", "object-src") if told.get(key) != "'none'"]
    loose = [word for word in ("unsafe", "http:", "https:", "*", "data:", "blob:") if word in policy.replace("img-src data:", "")]
    return [*missing, *loose, *([] if told.get("default-src") == "'none'" else ["default-src"])]


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_every_route_has_every_header(client: TestClient, accept: str) -> None:
    seen = 0
    for method, address in routes(client):
        for sent in FORMS.values() if method == "POST" else [{}]:
            answer = client.request(method, address, headers={"Accept": accept}, follow_redirects=False, **sent)
            about = f"{method} {address} {answer.status_code}"
            assert answer.status_code < 500 or answer.status_code == 503, about
            assert {k: answer.headers.get(k) for k in SAME_EVERYWHERE} == SAME_EVERYWHERE, about
            assert wrong(answer.headers["content-security-policy"]) == [], about
            kept = answer.headers["cache-control"]
            assert kept == "no-store" or (kept == "no-cache" and address.startswith("/static/")), about
            assert "strict-transport-security" not in answer.headers, about
            assert "server" not in answer.headers, about
            seen += 1
    assert seen > 60


def test_the_walk_finds_a_loose_policy() -> None:
    assert wrong("default-src 'self'; script-src 'unsafe-inline'") == ["frame-ancestors", "base-uri", "object-src", "unsafe", "default-src"]
    assert wrong("default-src 'none'; img-src https:; frame-ancestors 'none'; base-uri 'none'; object-src 'none'") == ["https:"]


@pytest.mark.parametrize(("method", "address", "headers"), [
    ("GET", "/nowhere", {}), ("PUT", "/", {}), ("GET", "/", {"Host": "evil.example"}), ("POST", "/look", {"Content-Length": "9" * 12}),
    ("POST", "/v1/reviews", {"Content-Encoding": "gzip"}), ("POST", "/look", {"Sec-Fetch-Site": "cross-site"}),
    ("GET", "/static/none.js", {}),
])  # fmt: skip
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_every_refusal_has_them_too(client: TestClient, accept: str, method: str, address: str, headers: dict[str, str]) -> None:
    answer = client.request(method, address, headers={"Accept": accept, **headers})
    assert 400 <= answer.status_code < 500
    assert {k: answer.headers.get(k) for k in SAME_EVERYWHERE} == SAME_EVERYWHERE
    assert wrong(answer.headers["content-security-policy"]) == []
    assert answer.headers["cache-control"] == "no-store"


def test_over_tls_a_browser_is_told_to_come_back_over_tls_only(client: TestClient) -> None:
    for address in ("/", "/nowhere", "/v1/about", "/static/page.js"):
        assert client.get(address.replace("/", "https://127.0.0.1:8000/", 1)).headers["strict-transport-security"] == ONLY_TLS


def test_no_template_has_script_or_style_of_its_own() -> None:
    """What the policies forbid is not there either: no inline script, no style attribute, no handler, no address of another host."""
    pages = sorted([*ROOT.glob("api/**/*.j2"), *ROOT.glob("nlp/**/*.j2")])
    assert len(pages) > 20
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path
        assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:", text), path
        assert not re.search(r"(?:src|href|action)=[\"']?(?:https?:)?//", text), path
        assert "|safe" not in text.replace(" ", ""), path


def test_a_report_names_its_one_style_by_its_hash() -> None:
    for template in (SCREENING_REPORT, ROOT / "api/judging/report.html.j2", ROOT / "api/web/report.html.j2"):
        assert template.read_text(encoding="utf-8").count("<style>") == 1
        assert wrong(f"{policy(template)}; frame-ancestors 'none'") == []
        assert "style-src 'sha256-" in policy(template)
    assert policy(ROOT / "api/web/report.html.j2").replace("'", "&#39;") in page([])


def test_a_report_with_a_style_that_a_note_could_change_is_not_made(tmp_path: object) -> None:
    from pathlib import Path

    template = Path(str(tmp_path)) / "x.html.j2"
    template.write_text("<style>.a { color: {{ colour }} }</style>", encoding="utf-8")
    with pytest.raises(ValueError, match="one style sheet"):
        policy(template)


def test_a_cookie_is_for_this_server_only_and_out_of_reach_of_script(client: TestClient, store: object) -> None:
    from api.store.people import add
    from tests.api.store.conftest import PASSWORD

    add(store, name="Ann", role="reviewer", password=PASSWORD, by="tester")  # type: ignore[arg-type]
    answer = client.post("/v1/session", json={"name": "Ann", "password": PASSWORD})
    told = [part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]]
    assert {"httponly", "samesite=strict", "path=/"} <= set(told)
    assert not any(part.startswith("domain") for part in told)
    client.cookies.clear()


def test_what_is_off_has_the_headers(tmp_path_factory: pytest.TempPathFactory) -> None:
    off = TestClient(made_app(tmp_path_factory.mktemp("off")), base_url="http://127.0.0.1:8000")
    assert {k: off.get("/review").headers.get(k) for k in SAME_EVERYWHERE} == SAME_EVERYWHERE
