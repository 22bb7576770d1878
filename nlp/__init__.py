"""Text in, flags and findings out. A pure library: no web framework, no torch, no network, nothing stored."""

from nlp.errors import InputError, ProfileError, RuleError, SecondLookError
from nlp.pipeline import Pipeline, load
from nlp.records import Context, Evidence, Finding, Flag, Note, Passage, Person, Review

__all__ = [
    "Context",
    "Evidence",
    "Finding",
    "Flag",
    "InputError",
    "Note",
    "Passage",
    "Person",
    "Pipeline",
    "ProfileError",
    "Review",
    "RuleError",
    "SecondLookError",
    "load",
]
