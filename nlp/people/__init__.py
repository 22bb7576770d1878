"""Who is in a note: the ledger of people."""

from nlp.people.marks import marked_norms
from nlp.people.roster import Survey, ledger, listed, survey

__all__ = ["Survey", "ledger", "listed", "marked_norms", "survey"]
