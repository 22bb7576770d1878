"""The rule data of the ledger hangs together."""

from typing import Any

from nlp.people.cues import sides
from nlp.people.vocabulary import vocabulary
from nlp.rules.data import read_yaml


def test_every_role_that_a_list_names_exists() -> None:
    kin: dict[str, Any] = read_yaml("people/kin.yaml")
    roles = set(kin["roles"]) | {"worker"}
    lists = ("men_without_name", "children_without_name", "adult_roles", "same_man", "surely_men", "numbered",
             "siblings", "never_a_child", "adults_without_name", "named_later")  # fmt: skip
    for key in lists:
        assert set(kin[key]) <= roles, key
    assert set(kin["settles"]["man"]) | set(kin["settles"]["child"]) <= roles


def test_every_speaker_class_is_a_class_of_cues() -> None:
    cues = read_yaml("people/cues.yaml")
    assert set(read_yaml("people/kin.yaml")["speakers"]) <= set(cues["after"])
    assert set(cues) == {"before", "after", "near", "section"}


def test_no_trait_that_is_weighed_is_a_name_and_every_cue_trait_is_known() -> None:
    cues = read_yaml("people/cues.yaml")
    known = {f"{side}:{name}" for side in ("before", "after", "near", "section") for name in cues[side]}
    known |= {f"{side}:{other}" for side in ("before", "after") for other in ("word", "nothing")}
    for scale in read_yaml("people/weights.yaml")["scales"].values():
        assert "bias" in scale
        for trait in scale:
            side, _, rest = trait.removeprefix("his ").removeprefix("has ").partition(":")
            if side in ("before", "after", "near", "section"):
                assert f"{side}:{rest}" in known, trait


def test_a_name_leans_one_way_only() -> None:
    names = read_yaml("people/names.yaml")
    assert not set(names["m"].split()) & set(names["f"].split())


def test_tables_answer_for_possessives_and_unknown_words() -> None:
    near = sides()["near"]
    assert near["school's"] == near["school"]
    assert near["zzz"] == ()
    assert sides()["after"]["zzz"] == ("after:word",)
    assert vocabulary().codes["mum's"] == vocabulary().codes["mum"]
