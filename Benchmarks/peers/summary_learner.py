"""SASRec as RecBole has it, on mixtures of items, and the losses of TD3, from their formulas.

Parameters are passed by path, so that a step may compute with others than the module holds: the paths are
those of the weight files. GELU is the form by tanh, as our side has it.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

LEAST_SHOWN = 5


@dataclass
class Real:
    """Histories padded to the longest, and the item that follows each."""

    items: Tensor
    """[rows, length]."""
    lengths: Tensor
    """[rows]."""
    targets: Tensor
    """[rows]."""


def real(folder: Path) -> Real:
    """A batch from the raw columns in its folder."""
    def column(name: str, kind) -> Tensor:
        return torch.from_numpy(np.fromfile(folder / name, kind).astype(np.int64))

    lengths = column("offsets", np.int64).diff()
    present = torch.arange(int(lengths.max()))[None, :] < lengths[:, None]
    items = torch.zeros(present.shape, dtype=torch.int64)
    items[present] = column("items", np.int32)
    return Real(items, lengths, column("targets", np.int32))


class Learner(nn.Module):
    """One head and one block; nothing in it is trained but the numbers it is given."""

    def __init__(self, stored: dict[str, Tensor], whole: bool) -> None:
        super().__init__()
        self.whole = whole
        for path, value in stored.items():
            # Dots may not stand in a parameter's name.
            self.register_parameter(path.replace(".", "/"), nn.Parameter(value.clone()))
        self.tables: dict[str, Tensor] = {}
        """Tables that are not trained."""

    def freeze(self, frozen: bool) -> None:
        """Takes the tables of items and positions out of what is trained, or puts them back."""
        if frozen:
            for path in ("items", "positions"):
                self.tables[path] = self._parameters.pop(path).detach()
        else:
            for path, value in self.tables.items():
                self.register_parameter(path, nn.Parameter(value))
            self.tables = {}

    def drop(self, x: Tensor, rate: float) -> Tensor:
        return F.dropout(x, rate, self.training)

    def features(self, names: dict[str, Tensor], vectors: Tensor, lengths: Tensor) -> Tensor:
        """After each row's last event, from vectors `[rows, length, width]`: `[rows, width]`."""
        count, length, width = vectors.shape

        def affine(x: Tensor, path: str) -> Tensor:
            return F.linear(x, names[path + "/weight"], names[path + "/bias"])

        def norm(x: Tensor, path: str) -> Tensor:
            return F.layer_norm(x, (width,), names[path + "/weight"], names[path + "/bias"], 1e-12)

        x = self.drop(norm(vectors + names["positions"][:length], "norm"), 0.2)
        keys, values = affine(x, "blocks/0/key_value").chunk(2, dim=-1)
        places = torch.arange(length)
        last = (torch.arange(count), lengths - 1)
        asking = x if self.whole else x[last][:, None]
        seen = places[None, None, :] < lengths[:, None, None]
        if self.whole:
            seen = seen & (places[None, None, :] <= places[None, :, None])
        scores = affine(asking, "blocks/0/query") @ keys.transpose(1, 2) / width**0.5
        weights = scores.masked_fill(~seen, -torch.inf).softmax(-1)
        mixed = affine(self.drop(weights, 0.5) @ values, "blocks/0/output")
        y = norm(asking + self.drop(mixed, 0.2), "blocks/0/attention_norm")
        fed = affine(
            F.gelu(affine(y, "blocks/0/inner"), approximate="tanh"), "blocks/0/outer"
        )
        z = norm(y + self.drop(fed, 0.2), "blocks/0/feed_forward_norm")
        return z[last] if self.whole else z[:, 0]

    def after(self, names: dict[str, Tensor], batch: Real) -> Tensor:
        """Features after real histories: `[rows, width]`."""
        vectors = F.embedding(batch.items, names["items"])
        return self.features(names, vectors, batch.lengths)


def probabilities(factors: dict[str, Tensor], items: Tensor) -> Tensor:
    """`softmax((U ⊗ T)·G·Vᵀ)`: `[sequences, length, itemRows]`."""
    vectors = torch.einsum(
        "abc,na,lb->nlc", factors["core"], factors["sequences"], factors["positions"]
    )
    return (vectors @ items.T).softmax(-1)


def inner_loss(
    learner: Learner, names: dict, synthetic: Tensor, shown: Tensor, vectors: Tensor | None
) -> Tensor:
    """Cross-entropy with the last position's distribution, and with that behind `shown` positions, halved.

    `vectors` are what the distributions make of the item table, where that is known.
    """
    rows, length, _ = synthetic.shape
    if vectors is None:
        vectors = synthetic @ names["items"]
    vectors = vectors[:, :-1]
    lengths = torch.cat([torch.full((rows,), length - 1), shown])
    features = learner.features(names, torch.cat([vectors, vectors]), lengths)
    sequences = torch.arange(rows)
    wanted = torch.cat([synthetic[:, -1], synthetic[sequences, shown]])
    logarithms = (features @ names["items"].T).log_softmax(-1)
    return -(wanted * logarithms).sum() / (2 * rows)


def real_loss(learner: Learner, names: dict, batch: Real, aligned: Tensor | None) -> Tensor:
    """Cross-entropy over all items, and the mean squared distance of the features where they are aligned."""
    features = learner.after(names, batch)
    loss = F.cross_entropy(features @ names["items"].T, batch.targets)
    return loss if aligned is None else loss + F.mse_loss(features, aligned)
