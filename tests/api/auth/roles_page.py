"""What docs/roles.md says, read from the document."""

import re

from tests.conftest import ROOT


def rows(head: str) -> list[list[str]]:
    """The cells of the table whose head begins with these words, its head first."""
    lines = (ROOT / "docs" / "roles.md").read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"| {head} |"))
    found = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    return [found[0], *found[2:]]


def who_may() -> dict[str, dict[str, bool]]:
    """For everybody who may ask, as the document calls them: whether they have what an address may need."""
    head, *lines = rows("needs")
    assert {cell for line in lines for cell in line[2:]} == {"yes", "no"}
    return {who: {line[0].strip("`"): line[at] == "yes" for line in lines} for at, who in enumerate(head) if at > 1}


def addresses() -> dict[str, tuple[str, ...]]:
    """What each address needs: any one of these."""
    return {line[0].strip("`"): tuple(re.findall("`([^`]+)`", line[1])) for line in rows("address")[1:]}
