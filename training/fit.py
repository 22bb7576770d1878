"""Training: windows in shuffled batches of like length, AdamW with a warm-up and a slow end, averaged weights.

Targets are numbers from 0 to 1: gold labels, or gold labels mixed with a teacher's scores. Runs on a graphics processor where
torch finds one, else on the cores.
"""

import math
import random
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from nlp.models.outputs import COLUMN, FLAGS, KIND, MENTIONS, OUTPUTS, OWED
from nlp.models.window import Marks, Window, windows
from training.encoder import Encoder, pooled
from training.examples import Example

_ROOM = 16_384  # tokens of a batch that is only read
_LENGTHS = (96, 144, 192, 240)  # of windows in training


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to train. `rate` is the encoder's learning rate; layers nearer to the words learn slower by `decay` a layer.

    `hidden` is the share of tokens that are hidden behind the token `hides`, so that no single word is learnt by heart: from
    none to twice that share, another in each window.
    """

    rate: float
    head_rate: float
    decay: float
    tokens_of_batch: int
    seed: int
    hidden: float
    hides: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Which tokens of a batch, numbered through, count for which row, and what the outputs of each row should be."""

    tokens: Tensor
    row: Tensor
    wanted: Tensor

    def logits(self, told: tuple[Tensor, Tensor]) -> Tensor:
        """Return the logits [rows, outputs] from what the model says of each token."""
        queries, values = told
        return pooled(queries[self.tokens], values[self.tokens], self.row, len(self.wanted))


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded windows, their passages, and the people named in them; `column` is the output asked of each person."""

    ids: Tensor
    mask: Tensor
    passages: Rows
    people: Rows
    column: Tensor


Group = list[tuple[Window, Example]]


def fit(model: Encoder, epochs: Sequence[Sequence[Example]], marks: Marks, pad: int, recipe: Recipe) -> None:
    """Train `model` in place on the texts of each epoch; prints the loss of each."""
    rng = random.Random(recipe.seed)  # noqa: S311  # not for secrets
    torch.manual_seed(recipe.seed)
    device = next(model.parameters()).device
    weight = _weights().to(device)
    plan = [groups(texts, marks, recipe.tokens_of_batch, rng) for texts in epochs]
    steps = sum(map(len, plan))
    parameters = list(model.parameters())
    optimiser = torch.optim.AdamW(_rates(model, recipe), weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _pace(step, steps))
    mean: list[Tensor] = []
    begin = max(1, int(0.4 * steps))
    model.train()
    step = 0
    for epoch, grouped in enumerate(plan, 1):
        began, total = time.monotonic(), torch.zeros((), device=device)
        for group in grouped:
            batch = pad_batch(group, pad, device)
            with _half(device):
                told = model(_hide(batch, marks, recipe), batch.mask)
            loss = (_cross(batch.passages.logits(told), batch.passages.wanted) * weight).sum(1).mean()
            loss = loss + _of_people(batch, told)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            schedule.step()
            total += loss.detach()
            step += 1
            if step == begin:
                mean = [p.detach().clone() for p in parameters]
            elif step > begin:
                torch._foreach_lerp_(mean, [p.detach() for p in parameters], 0.01)
        print(f"epoch {epoch}: loss {total.item() / len(grouped):.4f}, {time.monotonic() - began:.0f} s", flush=True)
    with torch.no_grad():
        for parameter, value in zip(parameters, mean, strict=True):
            parameter.copy_(value)


def predict(model: Encoder, texts: Sequence[Example], marks: Marks, pad: int) -> list[NDArray[np.float32]]:
    """Return the logits [passages, outputs] of each text."""
    model.eval()
    device = next(model.parameters()).device
    out = {e.id: np.zeros(e.wanted.shape, np.float32) for e in texts}
    for group in groups(texts, marks, _ROOM, None):
        batch = pad_batch(group, pad, device)
        with torch.no_grad(), _half(device):
            logits = batch.passages.logits(model(batch.ids, batch.mask)).cpu().numpy()
        row = 0
        for window, example in group:
            for place in window.places:
                out[example.id][place.passage] = logits[row]
                row += 1
    return [out[e.id] for e in texts]


def _half(device: torch.device) -> torch.autocast:
    """Return what reckons in bfloat16, where that is faster: not on processors that only imitate it."""
    able = device.type == "cuda" or torch.backends.cpu.get_cpu_capability().startswith("AVX512")
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=able)


def _hide(batch: Batch, marks: Marks, recipe: Recipe) -> Tensor:
    """Return the batch's token ids with some of them hidden; marks and padding never are."""
    ids = batch.ids
    share = 2 * recipe.hidden * torch.rand((len(ids), 1), device=ids.device)
    word = (batch.mask > 0) & (ids != marks.opening) & (ids != marks.closing)
    return ids.masked_fill(word & (torch.rand(ids.shape, device=ids.device) < share), recipe.hides)


def groups(texts: Sequence[Example], marks: Marks, most: int, rng: random.Random | None) -> list[Group]:
    """Return one epoch's batches: windows of like length together; with `rng`, notes cut at other places and batches shuffled."""
    cut = [(w, e) for e in texts for w in _cut(e, marks, rng)]
    cut.sort(key=lambda pair: len(pair[0].ids) + (rng.random() * 8 if rng else 0))
    out: list[Group] = [[]]
    for pair in cut:
        if out[-1] and len(pair[0].ids) * (len(out[-1]) + 1) > most:
            out.append([])
        out[-1].append(pair)
    if rng:
        rng.shuffle(out)
    return out


def _cut(example: Example, marks: Marks, rng: random.Random | None) -> list[Window]:
    if rng is None:
        return windows(example.role, example.passages, marks)
    most = rng.choice(_LENGTHS)
    return windows(example.role, example.passages, marks, most=most, shift=rng.randrange(0, most // 2))


def pad_batch(some: Group, pad: int, device: torch.device) -> Batch:
    """Return the windows as one padded batch on `device`."""
    longest = max(len(w.ids) for w, _ in some)
    ids = np.full((len(some), longest), pad, np.int64)
    mask = np.zeros((len(some), longest), np.int64)
    passages: tuple[list[int], list[int], list[NDArray[np.float32]]] = ([], [], [])
    people: tuple[list[int], list[int], list[float]] = ([], [], [])
    columns: list[int] = []
    for line, (window, example) in enumerate(some):
        ids[line, : len(window.ids)] = window.ids
        mask[line, : len(window.ids)] = 1
        begin = {place.passage: (line * longest + place.start, place.end - place.start - 1) for place in window.places}
        for place in window.places:
            at, size = begin[place.passage]
            _add(passages, range(at, at + size + 1), example.wanted[place.passage])
        for person in example.people:
            spots = [(*begin[p], a, b) for p, a, b in person.spots if p in begin]
            named = [at + token for at, size, a, b in spots for token in range(a, min(b, size))]
            if named:
                _add(people, named, person.holds)
                columns.append(person.column)
    return Batch(
        _moved(torch.from_numpy(ids), device), _moved(torch.from_numpy(mask), device), _rows(passages, device), _rows(people, device),
        _moved(torch.tensor(columns, dtype=torch.long), device),
    )  # fmt: skip


def _of_people(batch: Batch, told: tuple[Tensor, Tensor]) -> Tensor:
    """Return the loss of what is asked of people: what is owed and who they are count alike, however many are asked."""
    asked = batch.people.logits(told).gather(1, batch.column[:, None])[:, 0]
    loss = _cross(asked, batch.people.wanted)
    parts = [loss[torch.isin(batch.column, _columns(of).to(loss.device))] for of in (OWED, KIND)]
    return sum((part.mean() for part in parts if len(part)), loss.new_zeros(()))


def _columns(of: Mapping[str, str]) -> Tensor:
    return torch.tensor([COLUMN[name] for name in of.values()])


def _moved(values: Tensor, device: torch.device) -> Tensor:
    """Return the values on `device`; a graphics processor fetches them while the next batch is made."""
    return values.pin_memory().to(device, non_blocking=True) if device.type == "cuda" else values


def _add(rows: tuple[list[int], list[int], list[Any]], tokens: Iterable[int], wanted: Any) -> None:
    """Add one row of these tokens."""
    every = list(tokens)
    rows[0].extend(every)
    rows[1].extend([len(rows[2])] * len(every))
    rows[2].append(wanted)


def _rows(rows: tuple[list[int], list[int], list[Any]], device: torch.device) -> Rows:
    tokens, row = (_moved(torch.tensor(x, dtype=torch.long), device) for x in rows[:2])
    return Rows(tokens, row, _moved(torch.from_numpy(np.array(rows[2], np.float32)), device))


def _cross(logits: Tensor, wanted: Tensor) -> Tensor:
    return nn.functional.binary_cross_entropy_with_logits(logits.float(), wanted, reduction="none")


def _weights() -> Tensor:
    weight = torch.full((len(OUTPUTS),), 0.3)
    weight[FLAGS] = 1.0
    weight[MENTIONS] = 0.5
    weight[[COLUMN[name] for name in (*OWED.values(), *KIND.values())]] = 0.0  # asked of people, not of passages
    return weight


def _pace(step: int, steps: int) -> float:
    warm = max(1, int(0.08 * steps))
    return step / warm if step < warm else 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm))) * 0.98 + 0.02


def _rates(model: Encoder, recipe: Recipe) -> list[dict[str, object]]:
    layers = list(model.base.encoder.layer)
    rates: list[dict[str, object]] = [{"params": [*model.queries.parameters(), *model.values.parameters()], "lr": recipe.head_rate}]
    for depth, layer in enumerate(reversed(layers)):
        rates.append({"params": list(layer.parameters()), "lr": recipe.rate * recipe.decay**depth})
    rest = [p for name, p in model.base.named_parameters() if not name.startswith("encoder.layer.")]
    rates.append({"params": rest, "lr": recipe.rate * recipe.decay ** len(layers)})
    return rates
