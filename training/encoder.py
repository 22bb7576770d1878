"""The trained encoder as a torch module: a transformer that reads windows, and a head that weighs the words of each passage.

For each output the head has a query and a value: the query says which words of a passage matter for this output, the value
what they say of it. A passage's score is the weighted mean of its words' values, so that the words which carried a score
can be read off. (Label-wise attention, as for clinical coding: Mullenbach 2018.)
"""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from nlp.models.outputs import OUTPUTS


class Encoder(nn.Module):
    """`base` reads tokens; `queries` and `values` are the head: [hidden, outputs] each."""

    def __init__(self, base: Any, hidden: int, *, dropout: float) -> None:
        super().__init__()
        self.base = base
        self.queries = nn.Linear(hidden, len(OUTPUTS), bias=False)
        self.values = nn.Linear(hidden, len(OUTPUTS))
        self.dropout = nn.Dropout(dropout)
        nn.init.zeros_(self.queries.weight)
        nn.init.normal_(self.values.weight, std=0.02)
        nn.init.constant_(self.values.bias, -4.0)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return what queries and values say of each token, [batch * tokens, outputs] each."""
        hidden = self.dropout(self.base(input_ids=ids, attention_mask=mask).last_hidden_state.float().flatten(0, 1))
        with torch.autocast(ids.device.type, enabled=False):
            return self.queries(hidden), self.values(hidden)


def pooled(queries: Tensor, values: Tensor, where: Tensor, count: int) -> Tensor:
    """Return for each of `count` rows the mean of its tokens' values, weighted by the softmax of their queries.

    `where` is the row of each token; a row is a passage, or the names of a person.
    """
    index = where[:, None].expand_as(queries)
    nothing = queries.new_zeros(count, queries.shape[1])
    top = torch.full_like(nothing, -1e9).scatter_reduce(0, index, queries.detach(), "amax")
    weights = torch.exp(queries - top[where])
    return nothing.scatter_add(0, index, weights * values) / nothing.scatter_add(0, index, weights)


def base_of(folder: Path, *, layers: int | None = None) -> tuple[Any, int]:
    """Return the pre-trained transformer in `folder` and its width; `layers` keeps so many of its layers, evenly spread."""
    from transformers import AutoModel

    base: Any = AutoModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager", attention_probs_dropout_prob=0.0)
    if layers is not None:
        every = base.encoder.layer
        kept = [round(i * (len(every) - 1) / (layers - 1)) for i in range(layers)]
        base.encoder.layer = nn.ModuleList(every[i] for i in kept)
        base.config.num_hidden_layers = layers
    return base, int(base.config.hidden_size)
