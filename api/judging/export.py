"""`secondlook review export`: agreed labels as a corpus file, with names replaced where that is asked for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

import nlp
from api.judging.places import decisions_of, free
from api.store.rows import drawn as drawn_items
from api.store.store import Store
from evaluation.review.labels import Labelled, changed, labelled
from nlp.errors import InputError


def export(store: Store, out: Path, *, pseudonymise: bool) -> tuple[int, Counter[str]]:
    """Write the agreed passages to `out`; return how many, and why others were left out."""
    if out.suffix != ".tsv":
        raise InputError(f"{out}: a corpus file of passages ends in .tsv; for example passages_review.tsv")
    found, left = labelled(drawn_items(store), decisions_of(store))
    if not found:
        raise InputError(f"no passage has agreed labels yet ({_why(left)}); nothing was written")
    rows = list(pseudonymised(found)) if pseudonymise else found
    free(out).write_text("".join(row.line() + "\n" for row in rows), encoding="utf-8")
    return len(rows), left


def pseudonymised(passages: Sequence[Labelled]) -> Iterable[Labelled]:
    """Yield the passages with every name that the software knows replaced: the same name the same way within a case."""
    from nlp.screening.pseudonyms import Pseudonyms

    pipeline = nlp.load(profile="rules")
    order = sorted(range(len(passages)), key=lambda n: (passages[n].place[0] or f"\0{n}", n))
    hidden: dict[int, Labelled] = {}
    for _, group in groupby(order, key=lambda n: passages[n].place[0] or f"\0{n}"):
        numbers = list(group)
        notes = [nlp.Note(text="\n".join((p.before, p.text, p.after)), role=p.role) for p in (passages[n] for n in numbers)]
        reviews, together = pipeline.review_together(notes)
        names = Pseudonyms.of(reviews, together)
        hidden.update({n: changed(passages[n], text=names.hide(passages[n].text), role=names.hide(passages[n].role)) for n in numbers})
    return [hidden[n] for n in range(len(passages))]


def _why(left: Counter[str]) -> str:
    return "; ".join(f"{why}: {n:,}" for why, n in left.most_common()) or "nothing was read"
