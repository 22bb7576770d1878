"""Which review is meant, and what its decisions say."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from api.store.rows import standing
from api.store.store import Place, Store, open_store
from api.store.tables import items
from evaluation.review.measures import Measures, measures
from evaluation.review.rows import Decision
from evaluation.review.strata import Key
from nlp.errors import InputError


def opened(place: Place) -> Store:
    """Return the store of a review that is there; never makes one."""
    return open_store(place, create=False)


def drawn(store: Store) -> dict[Key, int]:
    """Return how many items each draw has, read or not, also where their words are gone."""
    counts = sa.select(items.c.stratum, items.c.inclusion_probability, sa.func.count()).group_by(
        items.c.stratum, items.c.inclusion_probability
    )
    with store.reading() as connection:
        out: dict[Key, int] = {}
        for stratum, chance, count in connection.execute(counts):
            key = (stratum, round(chance, 12))
            out[key] = out.get(key, 0) + count
        return out


def measured(store: Store) -> Measures:
    """Return what the decisions of a review say."""
    return measures(decisions_of(store), drawn=drawn(store))


def decisions_of(store: Store) -> Sequence[Decision]:
    """Return the decisions of a review; raises InputError where there is none."""
    rows = list(standing(store))
    if not rows:
        raise InputError("nobody has decided on a passage yet; read some in the browser first ('secondlook serve --review')")
    return rows


def free(out: Path) -> Path:
    """Return the path of a file to write; raises InputError where it cannot be written."""
    if not out.parent.is_dir():
        raise InputError(f"{out}: there is no folder {out.parent}; make it first")
    return out
