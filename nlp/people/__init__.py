"""Who is in a note: the ledger of people."""

from nlp.people.marks import marked_norms
from nlp.people.roster import ledger

__all__ = ["ledger", "marked_norms"]
