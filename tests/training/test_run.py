"""`secondlook train` says what is wrong before it begins."""

import pytest

from nlp.errors import ModelError
from training import run


@pytest.mark.parametrize("profile", ["rules", "small"])
def test_a_profile_without_a_model_is_refused_with_those_that_have_one(profile: str) -> None:
    with pytest.raises(ModelError, match=f"no model for the profile '{profile}'; choose one of: full, large, linear"):
        run.train(profile)


@pytest.mark.parametrize(("profile", "weigh_only"), [("full", False), ("full", True), ("linear", False)])
def test_missing_packages_are_named(profile: str, weigh_only: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "find_spec", lambda name: None if name in ("torch", "sklearn") else object())
    with pytest.raises(ModelError, match=r"pip install 'secondlook\[train\]'"):
        run.train(profile, weigh_only=weigh_only)
