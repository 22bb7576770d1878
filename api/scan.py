"""`secondlook scan`: read the inputs, review them, write the answer in the form asked for."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import nlp
from api.dating import dated
from api.inputs import Item, Problem, read_inputs
from api.terminal import write_text
from nlp.errors import InputError, ProfileError, TooMuchError
from nlp.explain import phrase
from nlp.records import Review
from nlp.wire import review_to

if TYPE_CHECKING:
    from nlp.casework.case import CaseResult

Outcome = tuple[Item, Review] | Problem
Done = Sequence[tuple[Item, Review]]
Together = tuple[Done, "CaseResult"]


def run(names: Sequence[str], *, form: str, profile: str, out: Path | None, set_aside: bool, quiet: bool) -> int:
    """Do the whole job of `scan`; return the exit status (0 all read, 1 some not, 2 none)."""
    try:
        _check_place(form, out)
        pipeline = nlp.load(profile=profile)
    except (InputError, ProfileError) as error:
        sys.stderr.write(f"secondlook: {error}\n")
        return 2
    if profile == "full" and not pipeline.model and not quiet:
        sys.stderr.write(f"secondlook: {phrase('profile', 'rules_only')}\n")
    inputs = [dated(item) if isinstance(item, Item) else item for item in read_inputs(names)]
    for item in inputs:
        if isinstance(item, Item) and not quiet:
            sys.stderr.writelines(f"secondlook: {item.where}: {remark}\n" for remark in item.remarks)
    outcomes, together = _outcomes(pipeline, inputs)
    problems = [o for o in outcomes if isinstance(o, Problem)]
    for problem in problems:
        sys.stderr.write(f"secondlook: {problem.message}\n")
    done = len(outcomes) - len(problems)
    if done or form == "jsonl":
        try:
            _write(outcomes, together, form=form, out=out, set_aside=set_aside)
        except InputError as error:
            sys.stderr.write(f"secondlook: {error}\n")
            return 2
    if problems and not quiet and done:
        sys.stderr.write(f"secondlook: {done} read, {len(problems)} not read\n")
    return 0 if not problems else 1 if done else 2


def _check_place(form: str, out: Path | None) -> None:
    """Raise InputError where a Word document would be written to a screen."""
    if form == "docx" and out is None and sys.stdout.isatty():
        raise InputError("a Word document cannot be shown on the screen; say where to write it, for example: --out review.docx")


def _outcomes(pipeline: nlp.Pipeline, inputs: Sequence[Item | Problem]) -> tuple[list[Outcome], list[Together]]:
    """Review every note, those of one case together; return them in the order they came, and what each case says together."""
    cases: dict[str, list[int]] = {}
    for number, item in enumerate(inputs):
        if isinstance(item, Item):
            cases.setdefault(item.note.case_id or f"\0{number}", []).append(number)
    reviews: dict[int, Review] = {}
    refused: dict[int, Problem] = {}
    together: list[Together] = []
    for numbers in cases.values():
        items = [item for n in numbers if isinstance(item := inputs[n], Item)]
        try:
            if len(items) == 1:
                reviews[numbers[0]] = pipeline.review(items[0].note)
                continue
            made, result = pipeline.review_together([item.note for item in items])
        except TooMuchError as error:
            which = "" if len(items) == 1 else " (this note, or another one of its case)"
            for n, item in zip(numbers, items, strict=True):
                refused[n] = Problem(f"{item.where}: {error}{which}", item.note.id, item.note.case_id)
            continue
        reviews.update(zip(numbers, made, strict=True))
        together.append((list(zip(items, made, strict=True)), result))
    return [refused.get(n) or ((item, reviews[n]) if isinstance(item, Item) else item) for n, item in enumerate(inputs)], together


def _write(outcomes: Sequence[Outcome], together: Sequence[Together], *, form: str, out: Path | None, set_aside: bool) -> None:
    done = [o for o in outcomes if not isinstance(o, Problem)]
    if form == "text":
        from api.case import case_view  # a note alone does not need it

        views = [(rows[0][0].note.case_id, len(rows), case_view(rows, result)) for rows, result in together]
        write_text(done, views, out=out, set_aside=set_aside)
        return
    save(_jsonl(outcomes) if form == "jsonl" else _MADE[form](done), out)


def _html(done: Done) -> str:
    from api.html import page

    return page(done)


def _docx(done: Done) -> bytes:
    from api.word import document

    return document(done)


def _summary(done: Done) -> str:
    from api.summary import summary

    return summary(done)


def _json(done: Done) -> str:
    return json.dumps([review_to(review) for _, review in done], ensure_ascii=False, indent=1) + "\n"


def _jsonl(outcomes: Sequence[Outcome]) -> str:
    return "".join(json.dumps(_line(o), ensure_ascii=False) + "\n" for o in outcomes)


_MADE: dict[str, Callable[[Done], str | bytes]] = {"html": _html, "docx": _docx, "summary": _summary, "json": _json}


def _line(outcome: Outcome) -> dict[str, object]:
    if isinstance(outcome, Problem):
        return {"id": outcome.id, "case_id": outcome.case_id, "error": outcome.message}
    return review_to(outcome[1])


def save(content: str | bytes, out: Path | None) -> None:
    """Write to the file, or to standard output, text as UTF-8; raises InputError where the file cannot be written."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    if out is None:
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
        return
    try:
        out.write_bytes(raw)
    except OSError as error:
        raise InputError(f"{out}: cannot write there ({error.strerror or 'output error'}); choose another --out") from None
