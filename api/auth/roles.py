"""Who may do what: the roles of people, and the scopes of API keys.

Nobody both reads and settles: an adjudicator must not have been one of the readers. Nobody who reads blind takes second looks or sees
measures: either would sway the reading. `docs/roles.md` holds the same table for people, and a test compares the two.
"""

from typing import Literal, get_args

Role = Literal["practitioner", "quality", "reviewer", "adjudicator", "administrator"]
ROLES: tuple[str, ...] = get_args(Role)
MAY: dict[str, frozenset[str]] = {
    "practitioner": frozenset({"look"}),
    "quality": frozenset({"look", "screen", "measure"}),
    "reviewer": frozenset({"read"}),
    "adjudicator": frozenset({"settle", "measure"}),
    "administrator": frozenset({"measure", "manage"}),
}
IN_WORDS = {
    "practitioner": "takes second looks; reads nothing for a review",
    "quality": "takes second looks, screens cases, and sees the measures",
    "reviewer": "reads passages and decides",
    "adjudicator": "settles where readers differ, and sees the measures",
    "administrator": "sees the measures and looks after people, samples and keys",
}
SCOPES = {
    "look": "take second looks (POST /v1/reviews)",
    "screen": "screen cases and fetch their results (/v1/screenings)",
    "measure": "read what the decisions say (/v1/measures)",
}
"""What an API key may be for. Reading, settling and managing are for people: each record of them names a person."""


def may(role: str, what: str) -> bool:
    """Return whether a role may `look`, `screen`, `read`, `settle`, `measure` or `manage`."""
    return what in MAY.get(role, ())
