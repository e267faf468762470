"""SASRec, HSTU and FuXi-α, padded, and GRU4Rec, packed, from their formulas.

Sources: Kang and McAuley 2018 as configured in HSTU's repository; Zhai et al. 2024; Ye et al. 2025;
Hidasi et al. 2016. Attribute names are the parameter paths of the weight files, but for `relative`
and `gru`, which `twin.named` translates.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from layers import Encoder, Padded, RelativeBias, plain_layer_norm, plain_rms_norm


def split_heads(x: Tensor, heads: int) -> Tensor:
    """[rows, length, heads · width] to [rows, heads, length, width]."""
    return x.unflatten(-1, (heads, -1)).transpose(1, 2)


def causal(length: int) -> Tensor:
    """[length, length], 1 where the key is not after the query."""
    return torch.ones(length, length).tril()


class SASRecBlock(nn.Module):
    """Post-norm attention whose residual carries the normalised query, then a ReLU network."""

    def __init__(self, spec: dict):
        super().__init__()
        width, hidden = spec["width"], spec["hidden"]
        self.heads, self.rate = spec["heads"], spec["dropout"]
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.output = nn.Linear(width, width)
        self.inner = nn.Linear(width, hidden)
        self.outer = nn.Linear(hidden, width)
        self.dropout = nn.Dropout(self.rate)

    def forward(self, x: Tensor, batch: Padded) -> Tensor:
        normed = plain_layer_norm(x, 1e-8)
        key, value = self.key_value(x).chunk(2, dim=-1)
        attended = F.scaled_dot_product_attention(
            split_heads(self.query(normed), self.heads),
            split_heads(key, self.heads),
            split_heads(value, self.heads),
            is_causal=True,
            dropout_p=self.rate if self.training else 0.0,
        )
        y = plain_layer_norm(normed + self.output(attended.transpose(1, 2).flatten(2)), 1e-8)
        y = y + self.dropout(self.outer(self.dropout(F.relu(self.inner(y)))))
        return y * batch.present[:, :, None]


class HSTUBlock(nn.Module):
    """Pointwise SiLU attention with relative biases, gated by a projection of the input."""

    def __init__(self, spec: dict):
        super().__init__()
        self.heads, self.divisor = spec["heads"], spec["positions"]
        keys, values = self.heads * spec["keyWidth"], self.heads * spec["valueWidth"]
        self.parts = (values, values, keys, keys)
        self.projection = nn.Linear(spec["width"], sum(self.parts), bias=False)
        self.relative = RelativeBias(spec["positions"])
        self.output = nn.Linear(values, spec["width"])
        self.dropout = nn.Dropout(spec["dropout"])

    def forward(self, x: Tensor, batch: Padded) -> Tensor:
        length = x.shape[1]
        projected = F.silu(self.projection(plain_layer_norm(x, 1e-6)))
        u, v, q, k = projected.split(self.parts, dim=-1)
        q, k, v = (split_heads(part, self.heads) for part in (q, k, v))
        bias = self.relative.time(batch) + self.relative.position(length)
        weights = F.silu(q @ k.transpose(-1, -2) + bias[:, None]) * (causal(length) / self.divisor)
        attended = (weights @ v).transpose(1, 2).flatten(2)
        return x + self.output(self.dropout(u * plain_layer_norm(attended, 1e-6)))


class GatedFeedForward(nn.Module):
    """`W2(silu(W1 x) ⊙ (W3 x))`, no biases."""

    def __init__(self, width: int, hidden: int):
        super().__init__()
        self.w1 = nn.Linear(width, hidden, bias=False)
        self.w3 = nn.Linear(width, hidden, bias=False)
        self.w2 = nn.Linear(hidden, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.w2(F.silu(self.w1(x)) * self.w3(x))


class FuXiAlphaBlock(nn.Module):
    """Three channels over the same values (position, time, meaning), then a two-stage network."""

    def __init__(self, spec: dict):
        super().__init__()
        width = spec["width"]
        self.heads, self.divisor = spec["heads"], spec["positions"]
        keys, values = self.heads * spec["keyWidth"], self.heads * spec["valueWidth"]
        self.parts = (3 * values, values, keys, keys)
        self.projection = nn.Linear(width, sum(self.parts), bias=False)
        self.relative = RelativeBias(spec["positions"])
        self.output = nn.Linear(3 * values, width)
        self.feed_forward = GatedFeedForward(width, width * spec["feedForwardMultiple"])
        self.dropout = nn.Dropout(spec["dropout"])

    def forward(self, x: Tensor, batch: Padded) -> Tensor:
        length = x.shape[1]
        mask = causal(length)
        projected = F.silu(self.projection(plain_rms_norm(x)))
        u, v, q, k = projected.split(self.parts, dim=-1)
        q, k = (split_heads(part, self.heads) for part in (q, k))
        semantic = F.silu(q @ k.transpose(-1, -2)) * (mask / self.divisor)
        channels = (
            (self.relative.position(length) * mask) @ v,
            (self.relative.time(batch) * mask) @ v,
            (semantic @ split_heads(v, self.heads)).transpose(1, 2).flatten(2),
        )
        # Heads outermost, and within a head position, time, meaning.
        mixed = torch.stack([c.unflatten(-1, (self.heads, -1)) for c in channels], -2).flatten(2)
        o = x + self.output(self.dropout(u * plain_rms_norm(mixed)))
        z = self.dropout(plain_rms_norm(o))
        return o + self.feed_forward(z)


class RecurrentLayer(nn.Module):
    """One layer of PyTorch's own gated recurrent units."""

    def __init__(self, inputs: int, hidden: int):
        super().__init__()
        self.gru = nn.GRU(inputs, hidden)


class GRU4Rec(nn.Module):
    """Embedding, gated recurrent units over packed rows, a projection back, unit vectors."""

    def __init__(self, spec: dict, item_rows: int):
        super().__init__()
        width, hidden = spec["width"], spec["hidden"]
        self.items = nn.Parameter(nn.init.trunc_normal_(torch.empty(item_rows, width)) * 0.02)
        self.embedding_dropout = nn.Dropout(spec["embeddingDropout"])
        self.dropout = nn.Dropout(spec["dropout"])
        self.layers = nn.ModuleList(
            RecurrentLayer(hidden if index else width, hidden) for index in range(spec["layers"])
        )
        self.output = nn.Linear(hidden, width)
        # There is nothing for torch.compile to gain: the loop over events is PyTorch's own.
        self.blocks: list[nn.Module] = []

    def forward(self, batch: Padded) -> Tensor:
        """[tokens, width], each of length one."""
        x = self.embedding_dropout(
            F.embedding(batch.items, self.items) * math.sqrt(self.items.shape[1])
        )
        packed = nn.utils.rnn.pack_padded_sequence(
            x, batch.present.sum(1), batch_first=True, enforce_sorted=False
        )
        for layer in self.layers:
            states, _ = layer.gru(packed)
            packed = states._replace(data=self.dropout(states.data))
        padded, _ = nn.utils.rnn.pad_packed_sequence(packed, batch_first=True)
        return F.normalize(self.output(padded[batch.present]), dim=-1, eps=1e-6)


BLOCKS = {"sasrec": SASRecBlock, "hstu": HSTUBlock, "fuxi-alpha": FuXiAlphaBlock}


def build(spec: dict, item_rows: int) -> nn.Module:
    """The twin of a model spec as suites write it."""
    if spec["kind"] == "gru4rec":
        return GRU4Rec(spec, item_rows)
    if spec["kind"] not in BLOCKS:
        known = ", ".join([*BLOCKS, "gru4rec"])
        raise SystemExit(f"There is no twin of '{spec['kind']}'; there are {known}.")
    return Encoder(spec, item_rows, BLOCKS[spec["kind"]])
