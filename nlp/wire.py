"""Records as JSON and back: the shapes of the command line and the API.

`confidence` is a number and its basis stands beside it; spans are `[start, end]`; empty things are written, not left
out, so that a reader can rely on every key.
"""

from typing import Any

from nlp.records import Alike, Confidence, Cue, Evidence, Finding, Flag, Json, Note, Person, Review, Searched, Span


def note_from(data: Json) -> Note:
    """Return a note from an input line; only `text` is required. Other keys are ignored."""
    return Note(**{key: str(data.get(key) or "") for key in ("text", "id", "case_id", "date", "role")})


def review_to(review: Review) -> Json:
    """Return the review in its JSON form."""
    return {
        "id": review.id, "case_id": review.case_id, "flags": [flag_to(f) for f in review.flags],
        "set_aside": [flag_to(f) for f in review.set_aside], "findings": [finding_to(f) for f in review.findings],
        "people": [person_to(p) for p in review.people], "passages": review.passages, "words": review.words,
        "versions": dict(review.versions),
    }  # fmt: skip


def review_from(data: Json) -> Review:
    """Return the review that `review_to` wrote."""
    return Review(
        id=data["id"], case_id=data["case_id"], flags=tuple(flag_from(f) for f in data["flags"]),
        set_aside=tuple(flag_from(f) for f in data["set_aside"]),
        findings=tuple(finding_from(f) for f in data["findings"]),
        people=tuple(person_from(p) for p in data["people"]), passages=data["passages"], words=data["words"],
        versions=data["versions"],
    )  # fmt: skip


def flag_to(flag: Flag) -> Json:
    """Return a flag (or a mention set aside) in its JSON form."""
    return {
        "indicator": flag.indicator, "start": flag.start, "end": flag.end, "quote": flag.quote,
        "passage": list(flag.passage), "assertion": flag.assertion, "attribution": flag.attribution,
        "subject": flag.subject, "confidence": flag.confidence.value,
        "confidence_basis": {"n": flag.confidence.n, "method": flag.confidence.method},
        "evidence": [_evidence_to(e) for e in flag.evidence], "explanation": flag.explanation,
        "questions": list(flag.questions), "repeat_of": flag.repeat_of,
        "alike": [{"text": a.text, "assertion": a.assertion} for a in flag.alike],
    }  # fmt: skip


def flag_from(data: Json) -> Flag:
    """Return the flag that `flag_to` wrote."""
    basis = data["confidence_basis"]
    return Flag(
        indicator=data["indicator"], start=data["start"], end=data["end"], quote=data["quote"],
        passage=Span(*data["passage"]), assertion=data["assertion"], attribution=data["attribution"],
        subject=data["subject"], confidence=Confidence(value=data["confidence"], n=basis["n"], method=basis["method"]),
        evidence=tuple(_evidence_from(e) for e in data["evidence"]), explanation=data["explanation"],
        questions=tuple(data["questions"]), repeat_of=data["repeat_of"],
        alike=tuple(Alike(text=a["text"], assertion=a["assertion"]) for a in data["alike"]),
    )  # fmt: skip


def finding_to(finding: Finding) -> Json:
    """Return a finding in its JSON form."""
    searched = finding.searched
    return {
        "indicator": finding.indicator, "level": finding.level, "state": finding.state, "person": finding.person,
        "aliases": list(finding.aliases),
        "searched": None if searched is None else {
            "notes": list(searched.notes), "dates": list(searched.dates), "passages": searched.passages,
            "looked_for": list(searched.looked_for), "nearest_miss": searched.nearest_miss,
        },
        "evidence": [_evidence_to(e) for e in finding.evidence], "explanation": finding.explanation,
    }  # fmt: skip


def finding_from(data: Json) -> Finding:
    """Return the finding that `finding_to` wrote."""
    searched: Any = data["searched"]
    return Finding(
        indicator=data["indicator"], level=data["level"], state=data["state"], person=data["person"],
        aliases=tuple(data["aliases"]),
        searched=None if searched is None else Searched(
            notes=tuple(searched["notes"]), dates=tuple(searched["dates"]), passages=searched["passages"],
            looked_for=tuple(searched["looked_for"]), nearest_miss=searched["nearest_miss"],
        ),
        evidence=tuple(_evidence_from(e) for e in data["evidence"]), explanation=data["explanation"],
    )  # fmt: skip


def person_to(person: Person) -> Json:
    """Return a person of the ledger in JSON form."""
    return {
        "label": person.label, "kind": person.kind, "aliases": list(person.aliases), "age": person.age,
        "mentions": [list(m) for m in person.mentions],
    }  # fmt: skip


def person_from(data: Json) -> Person:
    """Return the person that `person_to` wrote."""
    return Person(
        label=data["label"], kind=data["kind"], aliases=tuple(data["aliases"]), age=data["age"],
        mentions=tuple(Span(*m) for m in data["mentions"]),
    )  # fmt: skip


def _evidence_to(evidence: Evidence) -> Json:
    return {
        "source": evidence.source, "start": evidence.start, "end": evidence.end, "quote": evidence.quote,
        "why": evidence.why, "cues": [{"start": c.start, "end": c.end, "says": c.says} for c in evidence.cues],
        **({"note": evidence.note} if evidence.note else {}),
    }  # fmt: skip


def _evidence_from(data: Json) -> Evidence:
    return Evidence(
        source=data["source"], start=data["start"], end=data["end"], quote=data["quote"], why=data["why"],
        cues=tuple(Cue(**c) for c in data["cues"]), note=data.get("note", ""),
    )  # fmt: skip
