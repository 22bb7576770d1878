"""How a page is answered: a whole page, or only its middle for htmx; never stored, and bound by its own content policy."""

from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.auth.guard import is_part
from api.web.menu import links
from api.web.render import render

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'none'; form-action 'self'; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
IN_PLACE = {"HX-Retarget": "#problems", "HX-Reswap": "innerHTML"}
"""For htmx: put what is wrong beside the form that is there, and leave the form as it is."""
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "Vary": "HX-Request"}


def answer(request: Request, name: str, *, title: str, status: int = 200, here: str = "", **context: Any) -> HTMLResponse:
    """Return the template `name`, inside the frame of the page unless htmx asks; `here` is the address of its link in the menu."""
    return framed(request, render(name, **context), title=title, status=status, here=here)


def framed(request: Request, html: str, *, title: str, status: int = 200, here: str = "") -> HTMLResponse:
    """Return finished HTML inside the frame of the page, or with its title only for htmx."""
    frame = "part" if is_part(request) else "frame"
    page = render(frame, title=title, main=Markup(html), here=here, links=links(request))  # noqa: S704  # it was rendered here
    return HTMLResponse(page, status, HEADERS)
