"""The full profile: rules and model together, without torch, and the promises that hold whatever the model thinks."""

import subprocess
import sys

import numpy as np
import pytest

import nlp
from evaluation.authored import authored
from nlp.models.artefact import open_artefact, shipped
from nlp.models.encoder import Encoder
from nlp.models.judge import ALWAYS
from nlp.records import SHOWN, Note

NOTES = [Note(text=i.text, id=i.id, date=i.date, role=i.role) for i in authored("held") if i.case_id][:40]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    folder = shipped("full")
    assert folder is not None
    return Encoder(open_artefact(folder), threads=1)


def test_full_runs_without_torch_and_says_its_version() -> None:
    code = (
        "import sys; sys.modules['torch'] = None; sys.modules['transformers'] = None; sys.modules['sklearn'] = None; import nlp;"
        "r = nlp.load(profile='full').review(nlp.Note(text='She sleeps in the bathroom on pay days and says it is fine.'));"
        "print(r.versions['model'])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == nlp.load(profile="full").model != ""


def test_a_long_text_is_read_in_windows_and_alike_each_time(encoder: Encoder) -> None:
    texts = ["Mum is well.", *["Dad works nights at the depot and sleeps in the day."] * 40]
    first, again = encoder.read("school", texts), encoder.read("school", texts)
    assert first.logits.shape[0] == 41
    assert np.array_equal(first.logits, again.logits)
    assert not np.array_equal(first.logits[0], first.logits[1])


def test_the_words_that_carried_a_score_lie_in_the_passage(encoder: Encoder) -> None:
    passage = "He takes her bank card on a Friday and gives it back on Monday."
    scores = encoder.read("health visitor", [passage])
    start, end = scores.words(0, 0)
    assert 0 <= start < end <= len(passage)


def test_quotes_are_the_words_of_the_note_and_every_flag_names_its_ground() -> None:
    pipeline, by_model = nlp.load(profile="full"), 0
    for note in NOTES:
        review = pipeline.review(note)
        for flag in review.flags:
            assert flag.quote == note.text[flag.start : flag.end]
            assert flag.assertion in SHOWN
            assert flag.confidence.n > 0
            assert flag.evidence
            by_model += flag.evidence[0].source.startswith("model:")
    assert by_model > 20


def test_a_rules_hit_of_the_gravest_indicators_is_never_dropped() -> None:
    rules, full = nlp.load(profile="rules"), nlp.load(profile="full")
    kept = 0
    for note in NOTES:
        shown = {(f.indicator, f.passage) for f in full.review(note).flags}
        for flag in rules.review(note).flags:
            if flag.indicator in ALWAYS:
                assert (flag.indicator, flag.passage) in shown
                kept += 1
    assert kept > 20


def test_the_wide_point_shows_more() -> None:
    wide, balanced = nlp.load(profile="full", point="wide"), nlp.load(profile="full")
    more = [len(wide.review(n).flags) - len(balanced.review(n).flags) for n in NOTES]
    assert min(more) >= 0
    assert sum(more) > 0
