"""Results of RecBole in the tool's form.

RecBole is not imported: what its functions return is taken as it is. Its default rounding of metrics
(`metric_decimal_place: 4`) loses digits, so ranked lists or scores are to be preferred to metrics.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .split import ResultsError, Split


@dataclass(frozen=True)
class Converted:
    """Metrics under the tool's names, and those that mean something else there, with the reason."""

    metrics: Mapping[str, float]
    left_out: Mapping[str, str]


def from_recbole(result: Mapping[str, Any]) -> Converted:
    """Metrics of what `run_recbole` or `Trainer.evaluate` returns.

    `hit@k` is `hr@k`; `recall@k`, `ndcg@k`, `auc`, `logloss`, `mae` and `rmse` keep their names. `mrr@k` is cut
    at k, which the tool's `mrr` is not, and `gauc` is weighted, which `user-auc` is not: these are left out.
    """
    values = result.get("test_result", result)
    metrics: dict[str, float] = {}
    left_out: dict[str, str] = {}
    for name, value in values.items():
        word = str(name).lower()
        if found := re.fullmatch(r"(hit|recall|ndcg)@([1-9][0-9]*)", word):
            metrics[f"{'hr' if found[1] == 'hit' else found[1]}@{found[2]}"] = float(value)
        elif word in ("auc", "logloss", "mae", "rmse"):
            metrics[word] = float(value)
        elif word.startswith("mrr@"):
            left_out[name] = "it is cut, and the tool's mrr is not"
        elif word == "gauc":
            left_out[name] = "it weighs users by their rows, and user-auc does not"
        else:
            left_out[name] = "the tool has no such metric"
    if not metrics:
        raise ResultsError("none of these metrics of RecBole is one of the tool's")
    return Converted(metrics, left_out)


def lists_from_recbole(
    split: Split, users: Sequence[str] | ArrayLike, tokens: ArrayLike, depth: int | None = None
) -> dict[int, list[int]]:
    """Lists for `write_lists` from `full_sort_topk`.

    `users` are the tokens of the users asked for, and `tokens` what `id2token` makes of the item numbers,
    `[users, k]`. Ask for as many more items as a user has seen: those in `split.seen` are taken out here, and
    what remains is cut to `depth`.
    """
    names = np.asarray(users).tolist()
    table = np.asarray(tokens)
    if table.ndim != 2 or len(names) != len(table):
        raise ResultsError("tokens are [users, k], with a row for each user")
    lists: dict[int, list[int]] = {}
    for name, row in zip(names, table.tolist()):
        user = int(name)
        seen = set(split.seen.get(user, np.empty(0)).tolist())
        # RecBole's padding item is no item.
        items = [int(item) for item in row if item != "[PAD]"]
        lists[user] = [item for item in items if item not in seen][:depth]
        if depth is not None and len(lists[user]) < depth:
            raise ResultsError(
                f"user {user} has {len(lists[user])} items that are not seen, fewer than {depth}: ask for more"
            )
    return lists


def inter_file(split: Split) -> str:
    """`split.train` as the text of RecBole's atomic file `.inter`: user, item, rating, timestamp."""
    train = split.train
    lines = ["user_id:token\titem_id:token\trating:float\ttimestamp:float"]
    for user, item, rating, time in zip(
        *(train[name].tolist() for name in ("user", "item", "rating", "time"))
    ):
        lines.append(f"{user}\t{item}\t{rating!r}\t{time!r}")
    return "\n".join(lines) + "\n"
