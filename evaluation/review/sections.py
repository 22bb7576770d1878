"""The report on a review as sections: what each shows, its picture and the table behind it, in the words of the pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.review import pictures
from evaluation.review.agreement import Agreement
from evaluation.review.breakdown import Row
from evaluation.review.curve import Point
from evaluation.review.estimate import LEAST, Estimate
from evaluation.review.measures import Measures
from evaluation.review.precision import Precision
from evaluation.review.table import Cell, Table, interval_cells
from nlp.explain import title
from nlp.indicators import INDICATORS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

REASONS: Mapping[str, str] = {
    "negated": "denied or ruled out", "other_person": "about somebody else", "historical": "long past", "hypothetical": "a plan or advice",
    "general_text": "general text", "wrong_indicator": "another indicator", "template": "words of a form", "too_little": "too little text",
    "not_worth_reading_again": "not worth reading again", "other": "another reason",
}  # fmt: skip
GROUPS: Mapping[str, str] = {"age_band": "the child's age", "heritage": "heritage", "disability": "disability"}
_MOST_RULES = 20
_MOST_POINTS = 30
_RIGHT = "share of shown passages that is right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One question to the review: what the answer means, a picture (drawn when asked for) with its words, and the table behind it."""

    id: str
    title: str
    says: tuple[str, ...]
    table: Table
    picture: "Callable[[], Figure] | None" = None
    alt: str = ""


def sections(m: Measures) -> list[Section]:
    """Return the sections of a report; those with nothing to show say so."""
    made = [precision_section(m), recall_section(m), agreement_section(m), reliability_section(m), rules_section(m)]
    made += [
        _groups("kinds", "By kind of note", "the kind of note", m.kinds), _groups("periods", "By year of the note", "the year", m.periods),
        *(_groups(f"group-{key}", f"By {GROUPS.get(key, key)}", GROUPS.get(key, key), rows) for key, rows in m.groups.items()),
    ]  # fmt: skip
    return [*made, *([versions_section(m)] if m.versions else [])]


def precision_section(m: Measures) -> Section:
    """How often is a shown passage worth reading again?"""
    rows = [*([m.overall] if m.overall.estimate.n else []), *m.precision]
    table = Table(
        name="precision", caption="How often readers agreed with what was shown",
        head=(
            "Indicator", "Stands for", "Agreed", "Disagreed", "Unsure", "Still open", "Share right", "from", "to", "Remark",
            "To come: from", "to", "Method",
        ),
        rows=tuple(_precision_row(p) for p in rows),
    )  # fmt: skip
    return Section(
        id="precision", title="How often is a shown passage worth reading again?", table=table,
        says=(
            "The dot is the share of shown passages that readers agreed with. The thick line says how sure that is for the screening that "
            "was sampled: in 95 of 100 such reviews it holds the true share. Where every shown passage was read there is no thick line.",
            "The thin line is for more notes of the same kind, and is the one to rely on for the software as such.",
            "Passages on which nobody is sure, or on which readers still differ, are left out and counted beside it.",
        ),
        picture=lambda: pictures.intervals(
            [_name(p.indicator) for p in rows], [p.estimate for p in rows], label=_RIGHT, wider=[p.to_come for p in rows]
        ),
        alt=_told([(_name(p.indicator), p.estimate) for p in rows]),
    )  # fmt: skip


def recall_section(m: Measures) -> Section:
    """How much may have been missed?"""
    rows = []
    for r in m.recall:
        found = sum(s.found for s in r.strata)
        read, size, most = (sum(getattr(s, key) for s in r.strata) for key in ("read", "size", "most"))
        value, low, _, why = interval_cells(r.bound)
        counts: tuple[Cell, ...] = (read, size, found, most) if r.strata else (None, None, None, None)
        rows.append((title(r.indicator), low if low is not None else "not estimable", value if r.strata else None, *counts, why))
    table = Table(
        name="recall", caption="How much may have been missed", rows=tuple(rows),
        head=(
            "Indicator", "At least this share is shown", "Likeliest share", "Not shown: read", "Stand for", "Found missed",
            "At most missed", "Remark",
        ),
    )  # fmt: skip
    return Section(
        id="recall", title="How much may have been missed?", table=table,
        says=(
            "Readers also read passages that were not shown, drawn by chance. From both samples follows a bound: of all passages worth "
            "reading again, at least this share is shown. In at least 95 of 100 such reviews the true share is above the bound.",
            "A low bound does not mean that much was missed. It means that too little was read to rule it out. The rarer a concern is, the "
            "more must be read; the calculator says how much.",
        ),
        picture=lambda: pictures.intervals([title(r.indicator) for r in m.recall], [r.bound for r in m.recall], label="at least shown"),
        alt=_told([(title(r.indicator), r.bound) for r in m.recall]),
    )  # fmt: skip


def agreement_section(m: Measures) -> Section:
    """How far do readers agree?"""
    present = [(i, a) for i, a in m.agreement.items() if a.items]
    names = [_name(i, without="Not shown") for i, _ in present]
    rows = [
        (name, a.readers, a.items, *_plain(a.percent), *_plain(a.ac1), *_plain(a.alpha), *_kappas(a))
        for name, (_, a) in zip(names, present, strict=True)
    ]
    table = Table(
        name="agreement", caption="How far readers agree who read the same passages without each other", rows=tuple(rows),
        head=(
            "Indicator", "Readers", "Passages", "Said the same", "from", "to", "AC1", "from", "to", "Alpha", "from", "to",
            "Kappa of pairs, lowest", "highest",
        ),
    )  # fmt: skip
    return Section(
        id="agreement", title="How far do readers agree?", table=table,
        says=(
            "Where people differ, no software can be right for all of them. 1 means that readers always say the same, 0 that they agree no "
            "more often than chance would have it.",
            "AC1 (the picture) stays steady where nearly all answers are the same; alpha and kappa fall there. Read them together.",
        ) if present else ("No passage has been read by two people yet.",),
        picture=(lambda: pictures.intervals(names, [a.ac1 for _, a in present], label="agreement (AC1)")) if present else None,
        alt=_told([(name, a.ac1) for name, (_, a) in zip(names, present, strict=True)]),
    )  # fmt: skip


def reliability_section(m: Measures) -> Section:
    """Does the confidence mean what it says?"""
    r = m.reliability
    table = Table(
        name="reliability", caption="Confidence and the share that readers agreed with",
        head=("Confidence, mean", "Share right", "from", "to", "Passages"),
        rows=tuple((b.confidence, b.right.value, b.right.low, b.right.high, b.right.n) for b in r.bins),
    )  # fmt: skip
    says = "A passage shown with a confidence of 0.8 should be right eight times in ten. Dots on the dashed line mean that it is so."
    if r.error.value is None:
        return Section(
            id="reliability", title="Does the confidence mean what it says?", table=table, says=(f"Not estimable: {r.error.why}.",)
        )
    return Section(
        id="reliability", title="Does the confidence mean what it says?", table=table,
        says=(says, f"On average the two are {r.error.value:.2f} apart, over {r.error.n:,} passages."),
        picture=lambda: pictures.reliable([b.confidence for b in r.bins], [b.right for b in r.bins]),
        alt=_told([(f"confidence {b.confidence:.2f}", b.right) for b in r.bins]),
    )  # fmt: skip


def rules_section(m: Measures) -> Section:
    """Which rules cause false alarms?"""
    rows = m.rules[:_MOST_RULES]
    table = Table(
        name="rules", caption="What stood behind the passages that were read", rows=tuple((*_row(r), _reasons(r)) for r in m.rules),
        head=("Rule or model", "Read", "Agreed", "Disagreed", "Open", "Share right", "from", "to", "Remark", "Why readers disagreed"),
    )  # fmt: skip
    return Section(
        id="rules", title="Which rules cause false alarms?", table=table,
        says=("A passage counts for every rule behind it. Those with which readers disagreed most often come first.",),
        picture=(lambda: pictures.alarms([r.name for r in rows], [r.agreed for r in rows], [r.disagreed for r in rows])) if rows else None,
        alt="; ".join(f"{r.name}: agreed {r.agreed}, disagreed {r.disagreed}" for r in rows),
    )  # fmt: skip


def curve_section(indicator: str, points: Sequence[Point]) -> Section:
    """What would another threshold do, for one indicator?"""
    step = max(1, len(points) // _MOST_POINTS)
    told = [*points[:-1:step], *points[-1:]]
    table = Table(
        name=f"threshold-{indicator}", caption=f"{title(indicator)}: what another threshold would do",
        head=("Shown from confidence", "Passages shown, about", "Share right", "from", "to", "Remark", "Share of known right ones kept"),
        rows=tuple((p.threshold, round(p.shown), *interval_cells(p.precision), p.kept) for p in told),
    )  # fmt: skip
    return Section(
        id=f"threshold-{indicator}", title=f"{title(indicator)}: what would another threshold do?", table=table,
        says=("A higher threshold shows fewer passages, more of them right, and loses some that are worth reading again.",),
        picture=(lambda: pictures.thresholds([(p.threshold, p.precision, p.kept) for p in points])) if len(points) > 1 else None,
        alt=f"{title(indicator)}: share right and share kept by threshold; the table has the numbers.",
    )  # fmt: skip


def versions_section(m: Measures) -> Section:
    """What changed since the last version?"""
    rows = [(name, *_precision_row(p)[:1], *_precision_row(p)[2:10]) for name, ps in m.versions.items() for p in ps if p.estimate.n]
    table = Table(
        name="versions", caption="How often readers agreed, by version", rows=tuple(rows),
        head=("Version", "Indicator", "Agreed", "Disagreed", "Unsure", "Still open", "Share right", "from", "to", "Remark"),
    )  # fmt: skip
    return Section(
        id="versions", title="What changed between versions?", table=table,
        says=(
            "These are different samples, so small differences may be chance. 'secondlook review compare' compares two versions on the "
            "same notes and lists what changed.",
        ),
    )  # fmt: skip


def _groups(name: str, heading: str, what: str, rows: Sequence[Row]) -> Section:
    table = Table(
        name=name, caption=f"How often readers agreed, by {what}", rows=tuple(_row(r) for r in rows),
        head=(what.capitalize(), "Read", "Agreed", "Disagreed", "Open", "Share right", "from", "to", "Remark"),
    )  # fmt: skip
    return Section(
        id=name, title=heading, table=table,
        says=(
            f"Nothing is claimed of a group with fewer than {LEAST} decisions. Differences may come from the kinds of concern that are "
            "recorded there; they say nothing about people.",
        ),
        picture=(lambda: pictures.intervals([r.name for r in rows], [r.right for r in rows], label=_RIGHT)) if rows else None,
        alt=_told([(r.name, r.right) for r in rows]),
    )  # fmt: skip


def _precision_row(p: Precision) -> tuple[Cell, ...]:
    return (
        _name(p.indicator),
        p.shown,
        p.agreed,
        p.disagreed,
        p.unsure,
        p.open,
        *interval_cells(p.estimate),
        p.to_come.low,
        p.to_come.high,
        p.estimate.method,
    )


def _row(r: Row) -> tuple[Cell, ...]:
    return (r.name, r.read, r.agreed, r.disagreed, r.open, *interval_cells(r.right))


def _reasons(r: Row) -> str:
    return "; ".join(f"{REASONS.get(reason, reason)} {n}" for reason, n in r.reasons.items())


def _plain(e: Estimate) -> tuple[Cell, Cell, Cell]:
    return ("not estimable", None, None) if e.value is None else (e.value, e.low, e.high)


def _kappas(a: Agreement) -> tuple[Cell, Cell]:
    known = [k.value for k in a.kappa.values() if k.value is not None]
    return (min(known), max(known)) if known else ("not estimable", None)


def _name(indicator: str | None, *, without: str = "All that is shown") -> str:
    return title(indicator) if indicator in INDICATORS and indicator is not None else without


def _told(rows: Sequence[tuple[str, Estimate]]) -> str:
    """Return a picture in words."""
    return "; ".join(f"{name}: {_in_words(e)}" for name, e in rows)


def _in_words(e: Estimate) -> str:
    if e.value is None:
        return f"at least {e.low:.2f}" if e.low is not None else "not estimable"
    if e.low is None:
        return f"{e.value:.2f}"
    return f"{e.value:.2f}, {e.low:.2f} to {e.high:.2f}" if e.high is not None else f"{e.value:.2f}, at least {e.low:.2f}"
