"""What the three twins share: input layer, relative biases, norms, output.

Shapes: rows (of the batch), length (its longest row), width (features), heads. Rows are
left-aligned and padded at the right, so a causal mask also hides all padding.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

BUCKETS = 129
"""Rows of a time table."""


@dataclass
class Padded:
    """A batch as the encoders read it."""

    items: Tensor
    """[rows, length], 0 where a row has ended."""
    buckets: Tensor
    """[rows · length · length]: bucket of (query, key), from the query's NEXT time to the key's."""
    present: Tensor
    """[rows, length], true for events."""
    targets: Tensor
    """[tokens]: the item that follows each event, in packed order."""


def time_buckets(next_times: Tensor, times: Tensor) -> Tensor:
    """`clip(floor(ln(max(1, |next[i] − times[j]|)) / 0.301), 0, 128)`, natural logarithm.

    Found by search among whole seconds, so that no rounding of a logarithm decides.
    From [rows, length] twice to [rows · length · length].
    """
    bounds = torch.tensor(
        [min(math.ceil(math.exp(0.301 * b)), 2**62) for b in range(1, BUCKETS)], dtype=torch.int64
    )
    gaps = (next_times[:, :, None] - times[:, None, :]).abs()
    return torch.bucketize(gaps, bounds, right=True, out_int32=True).flatten()


def plain_layer_norm(x: Tensor, eps: float) -> Tensor:
    """Layer norm without scale or shift."""
    return F.layer_norm(x, (x.shape[-1],), eps=eps)


def plain_rms_norm(x: Tensor) -> Tensor:
    """Root-mean-square norm without a weight, eps 1e-6 under the root."""
    return F.rms_norm(x, (x.shape[-1],), eps=1e-6)


class RelativeBias(nn.Module):
    """One table by position and one by time bucket for a layer, shared by its heads."""

    def __init__(self, positions: int):
        super().__init__()
        self.positions = positions
        self.position_bias = nn.Parameter(torch.randn(2 * positions - 1) * 0.02)
        self.time_bias = nn.Parameter(torch.randn(BUCKETS) * 0.02)

    def position(self, length: int) -> Tensor:
        """[length, length]: `table[N − 1 + j − i]` for query i and key j."""
        steps = torch.arange(length)
        index = self.positions - 1 + steps[None, :] - steps[:, None]
        return self.position_bias.index_select(0, index.flatten()).view(length, length)

    def time(self, batch: Padded) -> Tensor:
        """[rows, length, length]."""
        rows, length = batch.items.shape
        return self.time_bias.index_select(0, batch.buckets).view(rows, length, length)


class Encoder(nn.Module):
    """Embedding, a stack of blocks, unit vectors for the events of the batch."""

    def __init__(self, spec: dict, item_rows: int, block: type):
        super().__init__()
        width, positions = spec["width"], spec["positions"]
        self.items = nn.Parameter(nn.init.trunc_normal_(torch.empty(item_rows, width)) * 0.02)
        self.positions = nn.Parameter(nn.init.xavier_normal_(torch.empty(positions, width)))
        self.dropout = nn.Dropout(spec["embeddingDropout"])
        self.blocks = nn.ModuleList(block(spec) for _ in range(spec["blocks"]))

    def forward(self, batch: Padded) -> Tensor:
        """[tokens, width], each of length one."""
        length = batch.items.shape[1]
        present = batch.present[:, :, None]
        embedded = F.embedding(batch.items, self.items) * math.sqrt(self.items.shape[1])
        x = self.dropout(embedded + self.positions[:length]) * present
        for block in self.blocks:
            x = block(x, batch)
        return F.normalize(x[batch.present], dim=-1, eps=1e-6)
