"""What a rule file may hold: a closed set of keys, each explained where it stands.

Read by pydantic at the edge only; `nlp/rules/loader.py` turns a checked file into rules that match.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Pattern = Annotated[str, StringConstraints(min_length=2)]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")]


class Strict(BaseModel):
    """No key beyond those named."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Examples(Strict):
    """Fictional sentences that are run as tests: the rule must hit each of `match` and none of `not`.

    An example may give the neighbouring passages: `before ‖ passage ‖ after`; the middle one is judged.
    """

    match: list[Text] = Field(min_length=2)
    no: list[Text] = Field(min_length=2, alias="not")


class RuleSpec(Strict):
    """One rule. A hit is a `match` pattern in the passage; the other keys narrow it."""

    id: RuleId
    title: Text
    why: Text
    source: list[Text] = Field(min_length=1)
    owner: Text = "Second Look practice group"
    match: list[Pattern] = Field(min_length=1)
    also: list[Pattern] = Field(default=[], description="one of these must stand in the same passage")
    unless: list[Pattern] = Field(default=[], description="none of these may stand in the same passage")
    before: list[Pattern] = Field(default=[], description="one of these must stand in the passage before")
    near: list[Pattern] = Field(default=[], description="one of these must stand in the passage, before or after it")
    with_: list[Text] = Field(default=[], alias="with", description="indicators (or family_a, family_b), one in this passage")
    after: list[Text] = Field(default=[], description="indicators (or family_a, family_b), one in the passage before")
    subject: list[Text] = Field(default=[], description="who must have done it (context's subject); unknown passes")
    not_subject: list[Text] = Field(default=[], description="who must not have done it")
    assertion: Literal["suspected", "historical"] | None = Field(
        default=None, description="what an affirmed hit is taken as: a sign that never names the thing is suspected"
    )
    negation: Literal["context", "own"] = Field(
        default="context", description="own: the wording holds its own negation ('was not seen')"
    )
    examples: Examples


class RuleFile(Strict):
    """The rules of one indicator or one signal."""

    indicator: Text | None = None
    signal: Text | None = None
    lists: dict[str, list[Text]] = Field(default={}, description="word lists of this file, used as @name")
    masks: list[Pattern] = Field(default=[], description="false friends: a hit that begins inside one of these is no hit")
    unless: list[Pattern] = Field(default=[], description="no rule of this file hits a passage with one of these")
    rules: list[RuleSpec]


class ListFile(Strict):
    """Word lists shared by all rule files."""

    lists: dict[str, list[Text]]
