"""What may go wrong in the store.

    StoreError (a SecondLookError)
    ├── KeysError       the keys are missing, lie open to others, or are not those of this database
    ├── NoSuchError     there is no such queue, passage or person
    ├── NotYoursError   somebody else has it in hand, has read it, or has settled it
    ├── DownError       the database does not answer
    └── TextGoneError   the words were destroyed when their time was over
"""

from nlp.errors import SecondLookError


class StoreError(SecondLookError):
    """The store cannot do what was asked; the message says why and what to do."""


class KeysError(StoreError):
    """The keys cannot be used."""


class NoSuchError(StoreError):
    """There is no such queue, passage or person."""


class NotYoursError(StoreError):
    """Nothing was recorded, because the passage is not in this reader's hand."""


class DownError(StoreError):
    """The database does not answer."""


class TextGoneError(StoreError):
    """The words of this passage were destroyed; the records stay."""
