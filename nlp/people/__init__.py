"""Who is in a note: the ledger of people."""

from nlp.people.roster import ledger

__all__ = ["ledger"]
