"""What stands at `/` while there is no page: where the API is."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)
_TEXT = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Second Look</title></head><body><main>
<h1>Second Look</h1>
<p>Second Look is running. Programs send notes to <code>POST /v1/reviews</code>; nothing is stored.</p>
<ul>
<li><a href="/v1/about">What this server is, and what it keeps</a></li>
<li><a href="/v1/indicators">What is looked for</a></li>
<li><a href="/v1/openapi.json">How to call it</a></li>
</ul>
</main></body></html>
"""


@router.get("/")
async def home() -> HTMLResponse:
    """Say where the API is."""
    return HTMLResponse(_TEXT)
