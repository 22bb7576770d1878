"""A refusal is in the log with its kind and the number of the account; what is not refused says nothing of who it was."""

import logging

import pytest
from starlette.testclient import TestClient

from tests.api.auth.conftest import PAGE, SignIn, app, nobody, settings, sign_in, store  # noqa: F401  # fixtures

_LINES = logging.getLogger("secondlook")


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str | None, int | None]]:
    found = [(r.status, r.refused, r.person) for r in caplog.records if r.msg == "request"]  # type: ignore[attr-defined]
    caplog.clear()
    return found


def test_refusals_by_role_by_form_by_shape_and_without_a_sign_in(
    sign_in: SignIn, nobody: TestClient, caplog: pytest.LogCaptureFixture  # noqa: F811
) -> None:
    ron = sign_in("Ron", "reviewer")
    with caplog.at_level(logging.INFO, "secondlook"):
        caplog.clear()
        ron.get("/v1/queues")
        assert lines(caplog) == [(200, None, None)]
        ron.post("/v1/reviews", json={"text": "Mum was asleep."})
        assert lines(caplog) == [(403, "not-allowed", 1)]
        ron.delete("/v1/session", headers={"x-csrf-token": "x"})
        assert lines(caplog) == [(403, "other-site", 1)]
        ron.post("/v1/items/x/decisions", json={"verdict": "guess"})
        assert lines(caplog) == [(422, "not-valid", 1)]
        nobody.get("/v1/queues")
        assert lines(caplog) == [(401, "not-signed-in", None)]


def test_a_page_that_refuses_somebody_shows_where_they_may_go(sign_in: SignIn) -> None:  # noqa: F811
    page = sign_in("Ron", "reviewer", page=True).get("/screenings", headers=PAGE)
    assert page.status_code == 403
    assert '<a class="govuk-link" href="/review">Review</a>' in page.text
    assert "Take a second look at a note" not in page.text
    assert "/account" in page.text
    assert "/sign-in" not in page.text
