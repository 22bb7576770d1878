"""Another tool over the same text with the same words: run by `evaluation.benchmarks.peers` in the tool's own environment.

    python -P evaluation/benchmarks/peer.py spacy task.json

It imports nothing of ours. `task.json` holds the `texts`, the `terms` by indicator, and how many `passes` to make. Each tool is set up
as fast as its documentation allows: no model, lower-case phrase matching, one text after the other in one thread.
"""

import importlib
import importlib.metadata
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Terms = dict[str, list[str]]
Reads = Callable[[str], int]
_CONTEXT = "with negation and context"


def spacy(terms: Terms) -> Iterator[tuple[str, Reads]]:
    """A blank English pipeline and a matcher of phrases: what the other two are built on."""
    language = importlib.import_module("spacy").blank("en")
    matcher = importlib.import_module("spacy.matcher").PhraseMatcher(language.vocab, attr="LOWER")
    for name, words in terms.items():
        matcher.add(name, [language.make_doc(word) for word in words])
    yield "words only", lambda text: len(matcher(language(text)))


def edsnlp(terms: Terms) -> Iterator[tuple[str, Reads]]:
    """Its own tokens and matcher; its cues of negation, hypothesis and history are French, and are looked for all the same."""
    made, eds = importlib.import_module("edsnlp"), importlib.import_module("edsnlp.pipes")
    for how, names in (("words only", ()), (_CONTEXT, ("negation", "hypothesis", "history"))):
        pipeline = made.blank("eds")
        if names:
            pipeline.add_pipe(eds.sentences())
        pipeline.add_pipe(eds.matcher(terms=terms, attr="LOWER"))
        for name in names:
            pipeline.add_pipe(getattr(eds, name)())
        yield how, _entities(pipeline)


def medspacy(terms: Terms) -> Iterator[tuple[str, Reads]]:
    """Its target matcher on blank English, then with ConText; sentences by spaCy's splitter at stops, the quickest one."""
    spacy, ner = importlib.import_module("spacy"), importlib.import_module("medspacy.ner")
    importlib.import_module("medspacy.context")
    for how in ("words only", _CONTEXT):
        language = spacy.blank("en")
        if how == _CONTEXT:
            language.add_pipe("sentencizer")
        matcher = language.add_pipe("medspacy_target_matcher")
        matcher.add([ner.TargetRule(word, name) for name, words in terms.items() for word in words])
        if how == _CONTEXT:
            language.add_pipe("medspacy_context")
        yield how, _entities(language)


def presidio(terms: Terms) -> Iterator[tuple[str, Reads]]:
    """Lists of words that it is to find, on blank English and without its own recognisers; it reads no negation."""
    analyzer, engines = importlib.import_module("presidio_analyzer"), importlib.import_module("presidio_analyzer.nlp_engine")
    engine = engines.SpacyNlpEngine()
    engine.nlp = {"en": importlib.import_module("spacy").blank("en")}
    lists = [analyzer.PatternRecognizer(supported_entity=name.upper(), deny_list=words) for name, words in terms.items()]
    reader = analyzer.AnalyzerEngine(
        registry=analyzer.RecognizerRegistry(recognizers=lists, supported_languages=["en"]), nlp_engine=engine, supported_languages=["en"]
    )
    yield "words only", lambda text: len(reader.analyze(text, language="en"))


TOOLS: dict[str, tuple[str, Callable[[Terms], Iterator[tuple[str, Reads]]]]] = {
    "spacy": ("spacy", spacy), "edsnlp": ("edsnlp", edsnlp), "medspacy": ("medspacy", medspacy),
    "presidio": ("presidio-analyzer", presidio),
}  # fmt: skip


def main() -> None:
    """Read the texts in each way that the tool has, and print the figures."""
    task = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    package, ways = TOOLS[sys.argv[1]]
    found = [_timed(how, reads, task["texts"], task["passes"]) for how, reads in ways(task["terms"])]
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)
    sys.stdout.write(json.dumps({"version": importlib.metadata.version(package), "ways": found, "peak_mb": peak}))


def _entities(language: Any) -> Reads:
    return lambda text: len(language(text).ents)


def _timed(how: str, reads: Reads, texts: list[str], passes: int) -> dict[str, Any]:
    """Return the mean seconds of each text, in time of the core that the process used; a first pass is not counted."""
    hits = sum(map(reads, texts))
    seconds = [0.0] * len(texts)
    for _ in range(passes):
        for place, text in enumerate(texts):
            began = time.process_time()
            reads(text)
            seconds[place] += (time.process_time() - began) / passes
    return {"how": how, "found": hits, "seconds": seconds}


if __name__ == "__main__":
    main()
