"""The mother of a case: the bare "Mum" of all notes, and the name that is hers where one note tells it or only one woman can be meant."""

from collections.abc import Sequence

from nlp.people.groups import Groups, gender_of, kind_of, years_of
from nlp.people.tellings import Told, settings

_BEARS = 14  # years from which a woman may be a mother


def join_mothers(groups: Groups) -> None:
    """Join the mother of the children over all notes, with her name where one note gives it or only one woman can be meant."""
    mothers = [g for g in groups.all() if kind_of(g) == "mother"]
    named = [g for g in mothers if any(f.named for f in g)]
    bare = [g for g in mothers if not any(f.named or f.owners for f in g)]
    if not named and bare:
        named = _likeliest_mother(groups)
    groups.gather(bare, beside=True)
    if named:
        most = max(named, key=lambda g: (len({f.number for f in g}), -g[0].number))
        if bare and (len(named) == 1 or len({f.number for f in most}) > 1):
            groups.join(most, groups.of(bare[0][0]), beside=True)


def _likeliest_mother(groups: Groups) -> list[list[Told]]:
    """Return the named woman who may be the mother, where no other stands in half as many notes.

    First among those who bear a child's or a man's surname or whose age is told, then among all who stand in several notes.
    """
    names = {f.surname for g in groups.named() if kind_of(g) in ("child", "man") for f in g if f.surname}
    women = [g for g in groups.named() if _may_be_mother(g)]
    kin = [g for g in women if names & {f.surname for f in g if f.surname} or (years_of(g) or 0) >= _BEARS]
    for rows in (kin, [g for g in women if gender_of(g) == "f" and _notes(g) > 1]):
        found = _foremost(rows)
        if found:
            return found
    return []


def _notes(group: Sequence[Told]) -> int:
    return len({f.number for f in group})


def _foremost(rows: Sequence[list[Told]]) -> list[list[Told]]:
    """Return the group that stands in at least twice as many notes as any other."""
    rows = sorted(rows, key=lambda g: -_notes(g))
    return list(rows[:1]) if rows and (len(rows) == 1 or _notes(rows[0]) >= 2 * _notes(rows[1])) else []


def _may_be_mother(group: Sequence[Told]) -> bool:
    """Whether a named person may be the mother: a grown woman, or somebody of no known gender, with no word that says otherwise."""
    roles = {role for f in group for role in f.roles}
    years, gender = years_of(group), gender_of(group)
    grown = years is not None and years >= _BEARS
    kind = kind_of(group)
    if not grown and any(f.person.kind == "child" for f in group):
        return False
    fits = kind == "adult" or (kind == "man" and gender == "f") or (grown and gender == "f")
    return fits and gender != "m" and roles <= settings()["may_be_mother"] and (grown or gender == "f" or any(f.surname for f in group))
