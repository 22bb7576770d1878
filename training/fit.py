"""Training: windows in shuffled batches of like length, one pass of AdamW with a warm-up and a slow end, averaged weights.

Targets are numbers from 0 to 1: gold labels, or the mean of gold and a teacher's scores.
"""

import copy
import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from nlp.models.outputs import FLAGS, MENTIONS, OUTPUTS
from nlp.models.window import Marks, Window, windows
from training.encoder import Encoder
from training.examples import Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to train. `rate` is the encoder's learning rate; layers nearer to the words learn slower by `decay` a layer."""

    epochs: int
    rate: float
    head_rate: float
    decay: float
    tokens_of_batch: int
    seed: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded windows, and for each of their tokens the row of `wanted` that it counts for (-1 for none)."""

    ids: Tensor
    mask: Tensor
    passage: Tensor
    wanted: Tensor


def fit(model: Encoder, train: Sequence[Example], marks: Marks, pad: int, recipe: Recipe) -> None:
    """Train `model` in place; prints the loss of each epoch."""
    rng = random.Random(recipe.seed)  # noqa: S311  # not for secrets
    torch.manual_seed(recipe.seed)
    weight = _weights()
    plan = [batches(train, marks, pad, recipe.tokens_of_batch, rng) for _ in range(recipe.epochs)]
    steps = sum(map(len, plan))
    optimiser = torch.optim.AdamW(_groups(model, recipe), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _pace(step, steps))
    mean: dict[str, Tensor] = {}
    begin = max(1, int(0.4 * steps))
    model.train()
    step = 0
    for epoch, batched in enumerate(plan, 1):
        began, total = time.monotonic(), 0.0
        for batch in batched:
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(batch.ids, batch.mask, batch.passage, len(batch.wanted))
            loss = (nn.functional.binary_cross_entropy_with_logits(logits.float(), batch.wanted, reduction="none") * weight).sum(1).mean()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
            step += 1
            if step == begin:
                mean = copy.deepcopy(model.state_dict())
            elif step > begin:
                _average(mean, model, 0.99)
        print(f"epoch {epoch}: loss {total / len(batched):.4f}, {time.monotonic() - began:.0f} s", flush=True)
    model.load_state_dict(mean)


def batches(train: Sequence[Example], marks: Marks, pad: int, most: int, rng: random.Random) -> list[Batch]:
    """Return one epoch's batches: each note cut at another place, windows of like length together, batches shuffled."""
    cut = [(w, e.wanted) for e in train for w in windows(e.role, e.passages, marks, shift=rng.randrange(0, 120))]
    cut.sort(key=lambda pair: len(pair[0].ids) + rng.random() * 8)
    groups: list[list[tuple[Window, NDArray[np.float32]]]] = [[]]
    for pair in cut:
        if groups[-1] and len(pair[0].ids) * (len(groups[-1]) + 1) > most:
            groups.append([])
        groups[-1].append(pair)
    rng.shuffle(groups)
    return [pad_batch([w for w, _ in g], [wanted for _, wanted in g], pad) for g in groups]


def pad_batch(some: Sequence[Window], wanted: Sequence[NDArray[np.float32]], pad: int) -> Batch:
    """Return the windows as one padded batch."""
    longest = max(len(w.ids) for w in some)
    ids = torch.full((len(some), longest), pad)
    mask = torch.zeros((len(some), longest), dtype=torch.long)
    passage = torch.full((len(some), longest), -1)
    rows, row = [], 0
    for line, (window, goal) in enumerate(zip(some, wanted, strict=True)):
        ids[line, : len(window.ids)] = torch.tensor(window.ids)
        mask[line, : len(window.ids)] = 1
        for place in window.places:
            passage[line, place.start : place.end] = row
            row += 1
            rows.append(goal[place.passage])
    return Batch(ids, mask, passage, torch.from_numpy(np.stack(rows)))


def _weights() -> Tensor:
    weight = torch.full((len(OUTPUTS),), 0.3)
    weight[FLAGS] = 1.0
    weight[MENTIONS] = 0.5
    return weight


def _pace(step: int, steps: int) -> float:
    warm = max(1, int(0.08 * steps))
    return step / warm if step < warm else 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm))) * 0.98 + 0.02


def _groups(model: Encoder, recipe: Recipe) -> list[dict[str, object]]:
    layers = list(model.base.encoder.layer)
    groups: list[dict[str, object]] = [{"params": [*model.queries.parameters(), *model.values.parameters()], "lr": recipe.head_rate}]
    for depth, layer in enumerate(reversed(layers)):
        groups.append({"params": list(layer.parameters()), "lr": recipe.rate * recipe.decay**depth})
    rest = [p for name, p in model.base.named_parameters() if not name.startswith("encoder.layer.")]
    groups.append({"params": rest, "lr": recipe.rate * recipe.decay ** len(layers)})
    return groups


def _average(mean: dict[str, Tensor], model: Encoder, keep: float) -> None:
    for name, value in model.state_dict().items():
        if value.is_floating_point():
            mean[name].mul_(keep).add_(value, alpha=1 - keep)
