"""Which of the people that a note speaks of are the children and the men that its note-level gold lists."""

from collections.abc import Sequence

from evaluation.people_report import telling
from nlp.people.bonds import Bonds
from nlp.people.traits import Figure
from nlp.records import Kind


def _called(bonds: Bonds, figure: Figure) -> str:
    text, starts = bonds.page.text, bonds.page.tokens.starts
    return " ".join(text[starts[m.lead] : m.stop] for m in (bonds.mentions[n] for n in figure.numbers))


def gold_of(bonds: Bonds, figures: Sequence[Figure], children: Sequence[str], men: Sequence[str]) -> dict[int, Kind]:
    """Return which figures are the children and men of gold, by shared words, named figures before others."""
    words = {f.root: telling(_called(bonds, f)) for f in figures}
    found: dict[int, Kind] = {}
    refs: list[tuple[str, Kind]] = [*[(ref, "child") for ref in children], *[(ref, "man") for ref in men]]
    for ref, kind in refs:
        wanted = telling(ref)
        free = [f for f in figures if f.root not in found and words[f.root] & wanted and not (kind == "man" and "gender:f" in f.traits)]
        best = max(free, key=lambda f: (not bonds.names[f.root].isdisjoint(wanted), len(words[f.root] & wanted), -f.root), default=None)
        if best is not None:
            found[best.root] = kind
    return found
