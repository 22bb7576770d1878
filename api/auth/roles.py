"""Who may do what. Nobody both reads and settles: an adjudicator must not have been one of the readers."""

from typing import Literal, get_args

Role = Literal["practitioner", "reviewer", "adjudicator", "administrator"]
ROLES: tuple[str, ...] = get_args(Role)
MAY: dict[str, frozenset[str]] = {
    "practitioner": frozenset(),
    "reviewer": frozenset({"read"}),
    "adjudicator": frozenset({"settle", "measure"}),
    "administrator": frozenset({"measure", "manage"}),
}
IN_WORDS = {
    "practitioner": "takes second looks; reads nothing for a review",
    "reviewer": "reads passages and decides",
    "adjudicator": "settles where readers differ, and sees the measures",
    "administrator": "sees the measures and looks after people, samples and keys",
}


def may(role: str, what: str) -> bool:
    """Return whether a role may `read`, `settle`, `measure` or `manage`."""
    return what in MAY.get(role, ())
