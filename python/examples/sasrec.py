"""SASRec in PyTorch on a split of repro: trains with one seed and hands back scores.

Self-attention over the items of a user's history (Kang and McAuley 2018), here with the cross-entropy over
the whole catalogue at every position.

    python sasrec.py SPLIT RESULTS --seed 1
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from repro_results import Split, write_scores


class Block(nn.Module):
    """Causal self-attention, then a feed-forward layer, each behind a norm and beside a shortcut."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.project = nn.Linear(width, 3 * width)
        self.feed_forward = nn.Sequential(
            nn.LayerNorm(width),
            nn.Linear(width, width),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(width, width),
        )
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """`x` is [users, length, width]; no position sees a later one."""
        query, key, value = self.project(self.norm(x)).chunk(3, dim=-1)
        rate = self.dropout.p if self.training else 0.0
        seen = functional.scaled_dot_product_attention(query, key, value, dropout_p=rate, is_causal=True)
        x = x + self.dropout(seen)
        changed: Tensor = x + self.dropout(self.feed_forward(x))
        return changed


class SASRec(nn.Module):
    """Scores of every item after every position of a history; item 0 is padding."""

    def __init__(
        self, items: int, length: int, width: int = 64, blocks: int = 2, dropout: float = 0.2
    ) -> None:
        super().__init__()
        self.items = nn.Embedding(items + 1, width, padding_idx=0)
        self.positions = nn.Embedding(length, width)
        nn.init.normal_(self.items.weight, std=0.02)
        nn.init.normal_(self.positions.weight, std=0.02)
        self.blocks = nn.ModuleList(Block(width, dropout) for _ in range(blocks))
        self.norm = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, histories: Tensor) -> Tensor:
        """`histories` [users, length] of items from 1, zeros behind; returns [users, length, width]."""
        length = histories.shape[1]
        x = self.dropout(self.items(histories) + self.positions.weight[:length])
        for block in self.blocks:
            x = block(x)
        normed: Tensor = self.norm(x)
        return normed

    def score(self, hidden: Tensor) -> Tensor:
        """Scores [..., items + 1] of what follows."""
        return hidden @ self.items.weight.T


def padded(histories: list[NDArray[np.int64]], length: int) -> Tensor:
    """The latest `length` items of each history, zeros behind: [users, length]."""
    table = np.zeros((len(histories), length), dtype=np.int64)
    for row, history in zip(table, histories):
        latest = history[-length:]
        row[: len(latest)] = latest
    return torch.from_numpy(table)


def train(model: SASRec, sequences: Tensor, epochs: int, rows: int, seed: int) -> None:
    """Teaches the model the next item at every position of `sequences` [users, length + 1]."""
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss = nn.CrossEntropyLoss(ignore_index=0)
    order = torch.Generator().manual_seed(seed)
    model.train()
    for epoch in range(epochs):
        begin, total = time.perf_counter(), 0.0
        batches = torch.split(torch.randperm(len(sequences), generator=order), rows)
        for batch in batches:
            events = sequences[batch]
            events = events[:, : int((events > 0).sum(1).max())]
            scores = model.score(model(events[:, :-1]))
            value = loss(scores.flatten(0, 1), events[:, 1:].flatten())
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            total += value.item()
        if (epoch + 1) % 10 == 0:
            print(f"epoch {epoch + 1}: loss {total / len(batches):.4f}, {time.perf_counter() - begin:.1f} s")


@torch.no_grad()
def scores_of(model: SASRec, histories: Tensor, rows: int) -> NDArray[np.float32]:
    """Scores of all items after the last event of each history: [users, items]."""
    model.eval()
    parts = []
    for part in torch.split(histories, rows):
        hidden = model(part)
        last = (part > 0).sum(1) - 1
        parts.append(model.score(hidden[torch.arange(len(part)), last.clamp(min=0)])[:, 1:])
    block: NDArray[np.float32] = torch.cat(parts).numpy()
    return block


def main() -> None:
    words = argparse.ArgumentParser(description="SASRec in PyTorch on a split of repro.")
    words.add_argument("split", help="the folder that `repro export-split` wrote")
    words.add_argument("results", help="the folder to write this seed's results to")
    words.add_argument("--seed", type=int, required=True)
    words.add_argument("--epochs", type=int, default=30)
    words.add_argument("--length", type=int, default=50, help="latest events of a user that are read")
    asked = words.parse_args()
    torch.manual_seed(asked.seed)

    split = Split.read(asked.split)
    # Candidates are numbered from 1 in the model; what is no candidate is left out of histories.
    number = {int(item): place + 1 for place, item in enumerate(split.candidates)}

    def numbered(items: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.array([number[item] for item in items.tolist() if item in number], dtype=np.int64)

    model = SASRec(len(number), asked.length)
    taught = [numbered(items) for items in split.histories().values()]
    train(model, padded(taught, asked.length + 1), asked.epochs, 64, asked.seed)

    known = split.histories(with_validation=True)
    nothing = np.zeros(0, dtype=np.int64)
    asked_for = [numbered(known.get(user, nothing)) for user in split.users.tolist()]
    scores = scores_of(model, padded(asked_for, asked.length), 256)
    write_scores(asked.results, split, seed=asked.seed, scores=scores)


if __name__ == "__main__":
    main()
