"""`secondlook train`: from the corpus to a shipped artefact, with one command and a fixed seed.

fetch the base encoder → train on the training hands → int8 ONNX → weigh with the rules on the calibration hands → seal.
The test hands are only looked at by `secondlook evaluate`.
"""

import json
import platform
import shutil
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from nlp.errors import ModelError
from nlp.models.artefact import ARTEFACTS, Artefact
from nlp.version import code_version, rules_version


@dataclass(frozen=True, slots=True)
class Plan:
    """What a profile's model is made from."""

    base: str
    layers: int | None
    stages: tuple[tuple[int, float], ...]  # passes over the text, and the learning rate they begin with
    version: str


PLANS = {
    "full": Plan("minilm", None, ((3, 1e-4), (2, 5e-5)), "minilm-1"),
    "large": Plan("mpnet", 6, ((4, 6e-5),), "mpnet6-1"),
}
SEED = 1


def train(profile: str, *, out: Path | None = None, weigh_only: bool = False) -> Path:
    """Train the model of `profile`; return the artefact's folder. Raises ModelError where the training extra is missing."""
    try:
        import torch
        from tokenizers import Tokenizer
    except ImportError:
        raise ModelError("training needs more packages; run: pip install 'secondlook[train]'") from None
    from training.base import BASES, fetch
    from training.encoder import Encoder, base_of
    from training.examples import examples, marks_of
    from training.export import export, seal
    from training.fit import Recipe, fit
    from training.splits import texts

    if profile not in PLANS:
        raise ModelError(f"there is no model for the profile '{profile}'; choose one of: {', '.join(PLANS)}")
    plan, began = PLANS[profile], time.monotonic()
    folder = out or ARTEFACTS / plan.version
    about = {"base": BASES[plan.base].name, "base_sha256": BASES[plan.base].sha256, "licence": BASES[plan.base].licence,
             "plan": asdict(plan), "seed": SEED, "torch": torch.__version__, "code": code_version()}  # fmt: skip
    if not weigh_only:
        base = fetch(plan.base)
        tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        marks, pad = marks_of(tokenizer)
        items = list(examples(texts("train"), tokenizer))
        _say(f"training hands: {len(items):,} texts, {sum(len(i.passages) for i in items):,} passages")
        transformer, width = base_of(base, layers=plan.layers)
        model = Encoder(transformer, width, dropout=0.1)
        for number, (epochs, rate) in enumerate(plan.stages):
            recipe = Recipe(epochs=epochs, rate=rate, head_rate=20 * rate, decay=0.9, tokens_of_batch=3072, seed=SEED + number)
            fit(model, items, marks, pad, recipe)
        shutil.rmtree(folder, ignore_errors=True)
        export(model, base / "tokenizer.json", folder, marks=marks)
        about |= {"training_minutes": round((time.monotonic() - began) / 60, 1), "machine": platform.machine()}
        seal(folder, version=plan.version, marks=marks, pad=pad, about=about)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    _say("weighing with the rules on the calibration hands")
    _weigh(Artefact(folder, manifest))
    known = {"version", "marks", "pad", "outputs", "files"}
    seal(folder, version=manifest["version"], marks=manifest["marks"], pad=manifest["pad"],
         about={k: v for k, v in manifest.items() if k not in known} | {"weighed_with_rules": rules_version()})  # fmt: skip
    if out is None:
        _ship(profile, folder)
    _say(f"done: {folder} ({(time.monotonic() - began) / 60:.1f} minutes)")
    return folder


def _weigh(artefact: Artefact) -> None:
    from nlp.models.encoder import Encoder
    from training.splits import texts
    from training.weigh import fit, judged

    data = judged((t for t in texts("calibration") if t.case_id), Encoder(artefact, threads=2))
    artefact.path("weighing.json").write_text(json.dumps(fit(data), indent=1) + "\n", encoding="utf-8")


def _ship(profile: str, folder: Path) -> None:
    """Make `folder` the model that `profile` uses."""
    table = ARTEFACTS / "profiles.json"
    profiles = json.loads(table.read_text(encoding="utf-8")) if table.is_file() else {}
    profiles[profile] = folder.name
    table.write_text(json.dumps(profiles, indent=1) + "\n", encoding="utf-8")


def _say(words: str) -> None:
    sys.stderr.write(f"secondlook: {words}\n")
