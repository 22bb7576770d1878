"""`secondlook train`: from the corpus to a shipped artefact, with one command and a fixed seed.

fetch the base encoder → learn from the training hands and the teacher's stored scores → int8 ONNX → fit the linear scorer where the
one that ships learnt from another corpus → weigh both with the rules on the calibration hands → seal. The test hands are only looked
at by `secondlook evaluate`.
"""

import json
import shutil
import time
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.errors import ModelError
from nlp.models.artefact import ARTEFACTS, Artefact, open_artefact, shipped
from nlp.models.linear import PROFILE as LINEAR
from nlp.models.window import MOST_TOKENS
from nlp.version import code_version, rules_version
from training.plan import Plan
from training.progress import say

if TYPE_CHECKING:
    from training.learn import Learnt

SEED = 1


def plans() -> dict[str, Plan]:
    """Return how the model of each profile is made."""
    return {
        "full": Plan("minilm", None, 3, 7e-5, 4096, 0.4, 0.1, "minilm-3", start="minilm-3a", again=0.34),
        "large": Plan("mpnet", None, 8, 6e-5, 6144, 1.0, 0.1, "mpnet-2", "blocks"),
    }


def train(
    profile: str, *, out: Path | None = None, weigh_only: bool = False, weights: Path | None = None, fit_to: Path | None = None
) -> Path:
    """Train the model of `profile`, or `linear`; return the artefact's folder. Raises ModelError where the training extra is missing.

    `fit_to` only learns, and writes the weights there (for a machine with a graphics processor); `weights` takes them from there.
    """
    began = time.monotonic()
    if profile not in (*plans(), LINEAR):
        raise ModelError(f"there is no model for the profile '{profile}'; choose one of: {', '.join((*plans(), LINEAR))}")
    needed = ["sklearn"] if weigh_only or profile == LINEAR else ["sklearn", "torch", "transformers"]
    if not all(map(find_spec, needed)):
        raise ModelError("training needs more packages; run: pip install 'secondlook[train]'")
    if profile == LINEAR:
        return _linear(out, always=True)
    plan = plans()[profile]
    made = shipped(profile) if weigh_only else None
    folder = out or made or ARTEFACTS / plan.version
    if fit_to or not weigh_only:
        learnt = _learnt(plan, weights)
        if fit_to:
            return _saved(learnt, fit_to)
        _write(learnt, folder, plan)
        _linear(None, always=False)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["window"] = MOST_TOKENS
    _weigh(Artefact(folder, manifest), examples=not weigh_only)
    _seal_again(folder, manifest)
    if out is None:
        _ship(profile, folder)
    say(f"done: {folder} ({(time.monotonic() - began) / 60:.1f} minutes)")
    return folder


def _learnt(plan: Plan, weights: Path | None) -> "Learnt":
    """Return the encoder of `plan`: fitted here, or with the weights that were fitted elsewhere."""
    from training.base import fetch
    from training.known import known
    from training.learn import learn, opened, restore
    from training.scores import taught
    from training.splits import texts

    base = fetch(plan.base)
    if weights:
        return restore(opened(plan, base), weights)
    items = list(texts("train"))
    return learn(plan, base, items, known(items), seed=SEED, taught=taught())


def _saved(learnt: "Learnt", path: Path) -> Path:
    from training.learn import save

    save(learnt, path)
    return path


def _write(learnt: "Learnt", folder: Path, plan: Plan) -> None:
    from training.base import BASES
    from training.export import export
    from training.scores import taught
    from training.sealing import seal

    base = BASES[plan.base]
    about = {"base": base.name, "base_sha256": base.sha256, "licence": base.licence, "plan": asdict(plan), "seed": SEED,
             "taught": bool(taught()), "code": code_version(), "training_minutes": round(learnt.minutes, 1),
             "trained_on": learnt.device}  # fmt: skip
    shutil.rmtree(folder, ignore_errors=True)
    export(learnt.model.cpu(), learnt.tokenizer, folder, marks=learnt.marks, weights=plan.weights)
    seal(folder, version=plan.version, marks=learnt.marks, pad=learnt.pad, about=about)


def _linear(out: Path | None, *, always: bool) -> Path:
    """Fit the linear scorer and ship it, or keep the one that ships where it learnt from the same (`training/linear.py`)."""
    from training.linear import fitted_to_corpus, source

    made = shipped(LINEAR)
    if made and not always and json.loads((made / "manifest.json").read_text(encoding="utf-8"))["source"] == source():
        return made
    say("fitting the linear scorer on the training hands")
    folder = fitted_to_corpus(out or made or ARTEFACTS / "linear-1")
    if out is None:
        _ship(LINEAR, folder)
        say("what was weighed with another linear scorer has to be weighed again: secondlook train --weigh-only, for each profile")
    return folder


def _weigh(artefact: Artefact, *, examples: bool) -> None:
    """Weigh encoder and linear scorer with the rules on the calibration hands; with `examples` choose those that ship first."""
    from nlp.models.encoder import Encoder
    from nlp.models.linear import open_linear
    from nlp.models.scorer import Readers
    from training.near import exemplify
    from training.splits import DENSE, USUAL, of_hands, texts
    from training.weigh import fit_all, heard

    if examples:
        say("choosing the examples that ship with it")
        exemplify(artefact, texts("train"), seed=SEED)
    say("weighing with the rules on the calibration hands")
    folder = shipped(LINEAR)
    linear = open_artefact(folder).version if folder else ""
    readers = Readers(Encoder(artefact, threads=2), open_linear(linear) if linear else None)
    usual, dense = (heard((t for t in of_hands(hands) if t.case_id), readers) for hands in (USUAL, DENSE))
    artefact.path("weighing.json").write_text(json.dumps(fit_all(usual, dense, linear=linear), indent=1) + "\n", encoding="utf-8")


def _seal_again(folder: Path, manifest: dict[str, Any]) -> None:
    from training.sealing import seal

    known = {"version", "marks", "pad", "files"}  # `outputs` are those that the model was made for
    about = {k: v for k, v in manifest.items() if k not in known} | {"weighed_with_rules": rules_version()}
    seal(folder, version=manifest["version"], marks=manifest["marks"], pad=manifest["pad"], about=about)


def _ship(profile: str, folder: Path) -> None:
    """Make `folder` the model that `profile` uses."""
    table = ARTEFACTS / "profiles.json"
    profiles = json.loads(table.read_text(encoding="utf-8")) if table.is_file() else {}
    profiles[profile] = folder.name
    table.write_text(json.dumps(profiles, indent=1) + "\n", encoding="utf-8")
