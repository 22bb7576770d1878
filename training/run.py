"""`secondlook train`: from the corpus to a shipped artefact, with one command and a fixed seed.

fetch the base encoder → learn from the training hands and the teacher's stored scores → int8 ONNX → weigh with the rules on
the calibration hands → seal. The test hands are only looked at by `secondlook evaluate`.
"""

import json
import shutil
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.errors import ModelError
from nlp.models.artefact import ARTEFACTS, Artefact, shipped
from nlp.version import code_version, rules_version

if TYPE_CHECKING:
    from training.export import Weights
    from training.learn import Learnt, Plan

SEED = 1


def plans() -> "dict[str, Plan]":
    """Return how the model of each profile is made."""
    from training.learn import Plan

    return {
        "full": Plan("minilm", None, 30, 1.5e-4, 6144, 0.4, 0.1, "minilm-3"),
        "large": Plan("mpnet", None, 8, 6e-5, 6144, 1.0, 0.1, "mpnet-2", "blocks"),
    }


def train(
    profile: str, *, out: Path | None = None, weigh_only: bool = False, weights: Path | None = None, fit_to: Path | None = None
) -> Path:
    """Train the model of `profile`; return the artefact's folder. Raises ModelError where the training extra is missing.

    `fit_to` only learns, and writes the weights there (for a machine with a graphics processor); `weights` takes them from there.
    """
    try:
        from training.learn import learn, opened, restore, save, say
    except ImportError:
        raise ModelError("training needs more packages; run: pip install 'secondlook[train]'") from None
    from training.base import BASES, fetch
    from training.known import known
    from training.near import exemplify
    from training.splits import texts
    from training.teach import taught

    if profile not in plans():
        raise ModelError(f"there is no model for the profile '{profile}'; choose one of: {', '.join(plans())}")
    plan, began = plans()[profile], time.monotonic()
    made = shipped(profile) if weigh_only else None
    folder = out or made or ARTEFACTS / plan.version
    if not weigh_only:
        base = fetch(plan.base)
        if weights:
            learnt = restore(opened(plan, base), weights)
        else:
            items = list(texts("train"))
            learnt = learn(plan, base, items, known(items), seed=SEED, taught=taught())
        if fit_to:
            save(learnt, fit_to)
            return fit_to
        about = {"base": BASES[plan.base].name, "base_sha256": BASES[plan.base].sha256, "licence": BASES[plan.base].licence,
                 "plan": asdict(plan), "seed": SEED, "taught": bool(taught()), "code": code_version(),
                 "training_minutes": round(learnt.minutes, 1), "trained_on": learnt.device}  # fmt: skip
        _write(learnt, folder, plan.version, plan.weights, about)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    say("choosing the examples that ship with it")
    exemplify(Artefact(folder, manifest), texts("train"), seed=SEED)
    say("weighing with the rules on the calibration hands")
    _weigh(Artefact(folder, manifest))
    _seal_again(folder, manifest)
    if out is None:
        _ship(profile, folder)
    say(f"done: {folder} ({(time.monotonic() - began) / 60:.1f} minutes)")
    return folder


def _write(learnt: "Learnt", folder: Path, version: str, weights: "Weights", about: dict[str, Any]) -> None:
    from training.export import export, seal

    shutil.rmtree(folder, ignore_errors=True)
    export(learnt.model.cpu(), learnt.tokenizer, folder, marks=learnt.marks, weights=weights)
    seal(folder, version=version, marks=learnt.marks, pad=learnt.pad, about=about)


def _weigh(artefact: Artefact) -> None:
    from nlp.models.encoder import Encoder
    from training.splits import DENSE, USUAL, of_hands
    from training.weigh import fit, judged

    encoder = Encoder(artefact, threads=2)
    usual, dense = (judged((t for t in of_hands(hands) if t.case_id), encoder) for hands in (USUAL, DENSE))
    artefact.path("weighing.json").write_text(json.dumps(fit(usual, dense), indent=1) + "\n", encoding="utf-8")


def _seal_again(folder: Path, manifest: dict[str, Any]) -> None:
    from training.export import seal

    known = {"version", "marks", "pad", "outputs", "files"}
    about = {k: v for k, v in manifest.items() if k not in known} | {"weighed_with_rules": rules_version()}
    seal(folder, version=manifest["version"], marks=manifest["marks"], pad=manifest["pad"], about=about)


def _ship(profile: str, folder: Path) -> None:
    """Make `folder` the model that `profile` uses."""
    table = ARTEFACTS / "profiles.json"
    profiles = json.loads(table.read_text(encoding="utf-8")) if table.is_file() else {}
    profiles[profile] = folder.name
    table.write_text(json.dumps(profiles, indent=1) + "\n", encoding="utf-8")
