"""Pages that are opened from a disk: the content policy that they carry themselves.

A report has one style sheet, written into it, and no script. The policy names that sheet by its hash, so that nothing else in the page
is taken for style or script, whatever stands in a note, and nothing is asked of any network.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Final

SCREENING_REPORT: Final = Path(__file__).parent / "screening" / "report.html.j2"
"""The template of a screening's report, whose policy the server needs without what draws its pictures."""


@cache
def policy(template: Path) -> str:
    """Return the policy of a page made from a template, the only style of which stands between its <style> tags."""
    sheet = template.read_text(encoding="utf-8").partition("<style>")[2].partition("</style>")[0]
    if not sheet or "{{" in sheet or "{%" in sheet:
        raise ValueError("a page needs one style sheet, the same for every note")
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; object-src 'none'; form-action 'none'"
