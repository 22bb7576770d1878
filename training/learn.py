"""One training from texts to a fitted encoder: the same steps for a teacher and for a model that ships."""

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from evaluation.authored import Authored
from nlp.models.window import Marks
from training.encoder import Encoder, base_of
from training.examples import Example, examples, marks_of
from training.fit import Recipe, fit
from training.known import Known
from training.plan import Plan
from training.progress import say
from training.scores import Scores
from training.start import start_of

_DECAY = 0.9
_HEAD = 20  # how much faster the head learns than the encoder
_WAYS = 4  # in which each text is altered, in turn


@dataclass(frozen=True, slots=True)
class Learnt:
    """A fitted encoder, and what is needed to read with it. `minutes` is how long the fitting took, `device` where."""

    model: Encoder
    tokenizer: Path
    marks: Marks
    pad: int
    minutes: float
    device: str


def opened(plan: Plan, base: Path) -> Learnt:
    """Return the encoder of `plan` before its training: from the base in the folder `base`, or where an earlier model ended."""
    tokenizer = base / "tokenizer.json"
    transformer, width = base_of(base, layers=plan.layers)
    marks, pad = marks_of(tokenizer_of(tokenizer))
    model = Encoder(transformer, width, dropout=0.1)
    if plan.start:
        _go_on(model, plan.start)
    return Learnt(model, tokenizer, marks, pad, 0.0, "")


def _go_on(model: Encoder, name: str) -> None:
    """Give the model the weights of an earlier one; outputs that the earlier one did not have stay as they are."""
    state = model.state_dict()
    for key, values in start_of(name).items():
        kept = torch.from_numpy(values)
        state[key][tuple(map(slice, kept.shape))] = kept
    model.load_state_dict(state)


def learn(
    plan: Plan, base: Path, items: Sequence[Authored], known: Mapping[str, Known], *, seed: int, taught: Scores | None = None
) -> Learnt:
    """Return an encoder fitted to `items`, of which the program knows `known`.

    A teacher's `taught` scores (0 to 1) may stand beside the labels.
    """
    began = time.monotonic()
    torch.manual_seed(seed)
    learnt = opened(plan, base)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = learnt.model.to(device)
    tokenizer, rng = tokenizer_of(learnt.tokenizer), random.Random(seed)  # noqa: S311  # not for secrets
    say(f"{len(items):,} texts, {sum(len(i.passages) for i in items):,} passages, on {device.type}")
    altered = [
        [_mixed(e, taught, plan.gold) for e in examples(_some(items, taught, plan.again, rng), tokenizer, alter=rng, known=known)]
        for _ in range(min(_WAYS, plan.epochs))
    ]
    epochs = [altered[n % len(altered)] for n in range(plan.epochs)]
    recipe = recipe_of(plan, tokenizer, seed)
    fit(model, epochs, learnt.marks, learnt.pad, recipe)
    name = torch.cuda.get_device_name() if device.type == "cuda" else "processor"
    return replace(learnt, model=model, minutes=(time.monotonic() - began) / 60, device=name)


def recipe_of(plan: Plan, tokenizer: Tokenizer, seed: int) -> Recipe:
    """Return how an encoder of `plan` is trained."""
    hides = next(n for n in map(tokenizer.token_to_id, ("[MASK]", "<mask>")) if n is not None)
    return Recipe(rate=plan.rate, head_rate=_HEAD * plan.rate, decay=_DECAY, tokens_of_batch=plan.tokens_of_batch, seed=seed,
                  hidden=plan.hidden, hides=hides)  # fmt: skip


def tokenizer_of(path: Path) -> Tokenizer:
    """Return the tokenizer in `path`, that neither cuts nor pads."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _some(items: Sequence[Authored], taught: Scores | None, again: float, rng: random.Random) -> list[Authored]:
    """Return the texts that no teacher has scored and a share of those that one has."""
    return [item for item in items if not taught or item.id not in taught or again >= 1 or rng.random() < again]


def _mixed(example: Example, taught: Scores | None, gold: float) -> Example:
    scores = taught.get(example.id) if taught else None
    if scores is None:
        return example
    wanted = example.wanted.copy()
    wanted[:, : scores.shape[1]] *= gold
    wanted[:, : scores.shape[1]] += (1 - gold) * scores  # a teacher may have been asked fewer outputs
    return replace(example, wanted=wanted)


def save(learnt: Learnt, path: Path) -> None:
    """Write the weights, in half precision, and where and how long they were fitted."""
    weights = {name: value.half().cpu() for name, value in learnt.model.state_dict().items()}
    torch.save({"weights": weights, "minutes": learnt.minutes, "device": learnt.device, "torch": str(torch.__version__)}, path)


def restore(learnt: Learnt, path: Path) -> Learnt:
    """Return `learnt` with the weights that `save` wrote."""
    saved: dict[str, Any] = torch.load(path, weights_only=True)
    learnt.model.load_state_dict({name: value.float() for name, value in saved["weights"].items()})
    return replace(learnt, minutes=saved["minutes"], device=saved["device"])
