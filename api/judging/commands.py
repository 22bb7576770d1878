"""What `secondlook review report|export|thresholds|switch-off|compare|sizes` do; each returns its exit status."""

import sys
from datetime import datetime
from pathlib import Path

from api.judging.places import decisions_of, drawn, free, measured, opened
from api.store.store import Place
from evaluation.review.curve import Proposal, of_judged, propose
from evaluation.review.measures import version_of
from evaluation.review.switch import without
from evaluation.review.verdicts import judged
from nlp.errors import InputError
from nlp.explain import title
from nlp.indicators import INDICATORS
from nlp.local import PROFILES

SEED = 20261126


def report(out: Path, *, place: Place) -> int:
    """Write the report; the ending of the file says whether as HTML or as Word."""
    from api.judging.report import document, page

    if out.suffix not in (".html", ".docx"):
        raise InputError(f"{out}: a report ends in .html or .docx")
    with opened(place) as store:
        m = measured(store)
    versions = sorted({version_of(j.decision) for j in m.items})
    made = datetime.now().astimezone()
    content = page(m, made=made, versions=versions).encode() if out.suffix == ".html" else document(m, made=made, versions=versions)
    free(out).write_bytes(content)
    sys.stdout.write(f"{out}: {m.decisions:,} decisions of {m.readers:,} readers on {len(m.items):,} passages\n")
    return 0


def export(out: Path, *, pseudonymise: bool, place: Place) -> int:
    """Write agreed labels as a corpus file."""
    from api.judging.export import export as write

    with opened(place) as store:
        count, left = write(store, out, pseudonymise=pseudonymise)
    sys.stdout.write(f"{out}: {count:,} passages\n")
    sys.stdout.writelines(f"left out, {why}: {n:,}\n" for why, n in left.most_common())
    if pseudonymise:
        sys.stdout.write("Names that the software knows are replaced. It does not know all: read the file before you pass it on.\n")
    return 0


def thresholds(wanted: float, *, indicator: str | None, apply: bool, by: str, profile: str, place: Place) -> int:
    """Propose a threshold for each indicator, or apply the one of `indicator`."""
    from api.judging.settle import apply_threshold

    if not 0 < wanted < 1:
        raise InputError(f"the wanted share must lie between 0 and 1, not {wanted}")
    if indicator is not None and indicator not in INDICATORS:
        raise InputError(f"there is no indicator '{indicator}'; choose one of: {', '.join(INDICATORS)}")
    if profile not in PROFILES:
        raise InputError(f"there is no profile '{profile}'; choose one of: {', '.join(PROFILES)}")
    if apply and (indicator is None or not by.strip()):
        raise InputError("to apply a threshold say which and who: --indicator NAME --apply --by 'Your name'")
    with opened(place) as store:
        items, sizes = [j for j in judged(decisions_of(store)) if j.decision.versions.get("profile", profile) == profile], drawn(store)
        if not items:
            raise InputError(f"no decision is about flags of the profile {profile}; name the profile that was sampled with --profile")
        chosen = [indicator] if indicator else [i for i in INDICATORS if any(j.decision.indicator == i for j in items)]
        proposals = [propose(of_judged(items, indicator=i, drawn=sizes), indicator=i, wanted=wanted) for i in chosen]
        sys.stdout.writelines(_line(p) for p in proposals)
        if apply:
            path = apply_threshold(store, proposals[0], profile=profile, by=by)
            sys.stdout.write(f"applied by {by.strip()} for the profile {profile}, recorded with the review: {path}\n")
        else:
            sys.stdout.write("Nothing was changed. To apply one: --indicator NAME --apply --by 'Your name'\n")
    return 0


def compare(old: Path, new: Path, *, out: Path | None, place: Place) -> int:
    """Compare two versions on the same notes; `out` takes the list of what changed as CSV."""
    from api.judging.versions import Key, Label, changes, compared, in_words, labels_of
    from api.store.errors import StoreError
    from evaluation.review.table import as_csv

    labels: dict[Key, Label] = {}
    try:
        with opened(place) as store:
            labels = labels_of(store)
    except StoreError as error:
        sys.stderr.write(f"secondlook: {error}\n")
        sys.stderr.write("secondlook: so it can be said what changed, not whether it is better\n")
    found = compared(old, new, labels=labels, seed=SEED)
    sys.stdout.write(in_words(found))
    if out is not None:
        free(out).write_text(as_csv(changes(found)), encoding="utf-8", newline="")
        sys.stdout.write(f"{out}: {len(found.changed):,} changes\n")
    return 0


def _line(p: Proposal) -> str:
    if p.threshold is None or p.point is None:
        return f"{title(p.indicator):32} none: {p.why}\n"
    kept = "" if p.point.kept is None else f", keeps {p.point.kept:.0%} of the known right ones"
    return f"{title(p.indicator):32} show from {p.threshold:.2f}: share right {p.point.precision}{kept}\n"


def switch(rule: str, *, apply: bool, by: str, place: Place) -> int:
    """Say what past decisions say of switching a rule off, and do it where a named person asks for it."""
    from api.judging.settle import switch_off

    name = rule if rule.startswith(("rule:", "model:")) else f"rule:{rule}"
    if apply and not by.strip():
        raise InputError("to switch a rule off say who: --apply --by 'Your name'")
    with opened(place) as store:
        items = judged(decisions_of(store))
        known = {r for j in items for r in j.decision.rules}
        name = rule if rule in known else name
        found = without(items, rule=name, seed=SEED)
        c = found.comparison
        alone = f"alone behind {found.alone:,}, of which {found.alone_right:,} were right"
        sys.stdout.write(f"{name}: behind {found.fired:,} passages that were read, {alone}\n")
        sys.stdout.write(f"share right: {_share(c.before)} with it, {_share(c.after)} without; difference {c.difference}\n")
        sys.stdout.write(f"right passages kept without it: {_share(c.kept_after)}\n")
        if apply:
            path = switch_off(store, found, by=by)
            sys.stdout.write(f"switched off by {by.strip()}, recorded with the review: {path}\n")
        else:
            sys.stdout.write("Nothing was changed. To switch it off: --apply --by 'Your name'\n")
    return 0


def sizes(*, width: float, expected: float, shown: int | None, bound: float | None, unflagged: int | None) -> int:
    """Print how many passages must be read."""
    from evaluation.review.sizes import for_bound, for_width

    n = for_width(width, expected=expected, size=shown)
    sys.stdout.write(f"{n:,} shown passages of an indicator, for an interval no wider than {width:.2f} if {expected:.0%} are right\n")
    if bound is not None:
        if unflagged is None:
            raise InputError("say how many passages have no flag: --unflagged NUMBER")
        m = for_bound(bound, size=unflagged)
        sys.stdout.write(f"{m:,} passages without a flag, so that at most {bound:.2%} of them were missed if none is found\n")
    return 0


def _share(value: float | None) -> str:
    return "not estimable" if value is None else f"{value:.2f}"
