"""One case of an export to rows of the tables: what both engines, the local one and Spark, do with it.

No note is lost: one that cannot be reviewed becomes a row of `errors` that says why, and the others go on. A row of errors never
holds text of a note.
"""

import json
from collections.abc import Sequence

from nlp.casework.case import CaseResult
from nlp.casework.dates import day_of
from nlp.errors import TooMuchError, where_failed
from nlp.explain import title
from nlp.indicators import family_of
from nlp.pipeline import MOST_CHARACTERS, Pipeline
from nlp.records import Evidence, Finding, Flag, Review
from nlp.screening.pseudonyms import Hide, Pseudonyms, plain
from nlp.screening.records import Placed
from nlp.screening.tables import Row, Rows, no_rows

EMPTY = ("the note is empty", "nothing was looked at, and nothing follows from that; look for its text in the case system")
LONG = ("the note has more than {most:,} characters", "split it, one record a row, and screen it again")
FAILED = (
    "something went wrong while it was read ({where})",
    "read this note by hand, and report the place in brackets to those who run this",
)
LOST = ("the process that read this case ended more than once, most often for want of memory or time",
        "read this case by hand, or screen it by itself on a machine with more memory")  # fmt: skip


def review_case(pipeline: Pipeline, case: Sequence[Placed], *, pseudonymise: bool) -> Rows:
    """Return the rows of the notes of one case, in the order given; every note has a row in `notes` or in `errors`."""
    rows = no_rows()
    fit = list[Placed]()
    for placed in case:
        problem = _unfit(placed.note.text)
        if problem:
            rows["errors"].append(error_row(placed, *problem))
        else:
            fit.append(placed)
    if not fit:
        return rows
    try:
        reviews, together = pipeline.review_together([placed.note for placed in fit])
    except TooMuchError as error:
        why, _, to_do = str(error).partition(". ")
        rows["errors"] += [error_row(placed, f"{why} (this note, or another one of its case)", to_do) for placed in fit]
        return rows
    except Exception as error:  # whatever it is, it must cost this case only
        why, to_do = FAILED
        rows["errors"] += [error_row(placed, why.format(where=where_failed(error)), to_do) for placed in fit]
        return rows
    hidden = Pseudonyms.of(reviews, together) if pseudonymise else None
    hide = hidden.hide if hidden else plain
    for placed, review in zip(fit, reviews, strict=True):
        _note_rows(rows, placed, review, hide)
    _people_rows(rows, fit, together, hidden)
    return rows


def error_row(placed: Placed, why: str, what_to_do: str) -> Row:
    """Return the row of errors for a note that was read and could not be reviewed."""
    note = placed.note
    return {"where": placed.where, "case_id": note.case_id, "note_id": note.id, "what": "the note", "why": why, "what_to_do": what_to_do}


def _unfit(text: str) -> tuple[str, str] | None:
    if not text.strip():
        return EMPTY
    if len(text) > MOST_CHARACTERS:
        return LONG[0].format(most=MOST_CHARACTERS), LONG[1]
    return None


def _note_rows(rows: Rows, placed: Placed, review: Review, hide: Hide) -> None:
    note, day = placed.note, day_of(placed.note.date)
    head: Row = {
        "case_id": note.case_id, "note_id": note.id, "date": note.date, "year": day.year if day else None, "role": note.role,
        "where": placed.where, "note": placed.number,
    }  # fmt: skip
    rows["flags"] += [{**head, **_flag(flag, note.text, hide)} for flag in review.flags]
    rows["set_aside"] += [{**head, **_flag(flag, note.text, hide)} for flag in review.set_aside]
    rows["findings"] += [{**head, **_finding(finding, hide)} for finding in review.findings]
    rows["notes"].append({
        **head, "words": len(note.text.split()), "characters": len(note.text), "passages": review.passages,
        "flags": len(review.flags), "set_aside": len(review.set_aside), "findings": len(review.findings), "remarks": placed.remarks,
    })  # fmt: skip


def _flag(flag: Flag, text: str, hide: Hide) -> Row:
    return {
        "indicator": flag.indicator, "title": title(flag.indicator), "family": family_of(flag.indicator),
        "passage": hide(text[flag.passage.start : flag.passage.end]), "quote": hide(flag.quote), "assertion": flag.assertion,
        "attribution": flag.attribution, "subject": flag.subject, "confidence": flag.confidence.value, "confidence_n": flag.confidence.n,
        "confidence_method": flag.confidence.method, "explanation": hide(flag.explanation), "questions": "\n".join(flag.questions),
        "repeat_of": flag.repeat_of or "", "sources": "\n".join(dict.fromkeys(e.source for e in flag.evidence)),
        "start": flag.start, "end": flag.end, "passage_start": flag.passage.start, "passage_end": flag.passage.end,
        "evidence": _evidence(flag.evidence, hide),
    }  # fmt: skip


def _finding(finding: Finding, hide: Hide) -> Row:
    searched = finding.searched
    return {
        "level": finding.level, "indicator": finding.indicator, "title": title(finding.indicator), "state": finding.state,
        "person": hide(finding.person or ""), "aliases": hide("\n".join(finding.aliases)), "explanation": hide(finding.explanation),
        "looked_for": "\n".join(searched.looked_for) if searched else "", "searched_notes": "\n".join(searched.notes) if searched else "",
        "searched_dates": "\n".join(searched.dates) if searched else "", "searched_passages": searched.passages if searched else None,
        "nearest_miss": hide(searched.nearest_miss) if searched else "", "evidence": _evidence(finding.evidence, hide),
    }  # fmt: skip


def _evidence(evidence: Sequence[Evidence], hide: Hide) -> str:
    return json.dumps(
        [{"source": e.source, "start": e.start, "end": e.end, "quote": hide(e.quote), "why": e.why, "note": e.note} for e in evidence],
        ensure_ascii=False, separators=(",", ":"),
    )  # fmt: skip


def _people_rows(rows: Rows, case: Sequence[Placed], together: CaseResult, hidden: Pseudonyms | None) -> None:
    for number, person in enumerate(together.people):
        first = case[person.notes[0]]
        shown = hidden.names[number] if hidden else person.label
        aliases = "\n".join(person.aliases)
        rows["people"].append({
            "case_id": first.note.case_id, "label": shown, "kind": person.kind, "aliases": hidden.hide(aliases) if hidden else aliases,
            "age": person.age, "notes": len(person.notes), "where": first.where, "note": first.number,
        })  # fmt: skip
        if hidden:
            rows["key"].append({
                "case_id": first.note.case_id, "pseudonym": shown, "label": person.label, "aliases": aliases, "where": first.where,
            })  # fmt: skip
