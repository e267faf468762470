"""The tool's metrics, computed as the tool computes them.

Ranking metrics are means over users of what the ranks of a user's held items are worth; ranks start at 1.
Metrics of predictions take logits, not probabilities; `logit` turns one into the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ties = Literal["against", "favour"]
Floats = NDArray[np.float64]

RANKING = ("hr", "ndcg", "mrr", "recall")
PREDICTION = ("auc", "user-auc", "logloss", "rig", "calibration")


def _ranks(ranks: ArrayLike) -> NDArray[np.int64]:
    """Ranks as `[users, targets]`; one target a user where they come as `[users]`."""
    table = np.asarray(ranks)
    if table.ndim == 1:
        table = table[:, np.newaxis]
    if table.ndim != 2 or table.size == 0:
        raise ValueError("ranks are an array [users] or [users, targets] with at least one user")
    whole = table.astype(np.int64)
    if not np.array_equal(whole, table) or bool((whole < 1).any()):
        raise ValueError("a rank is a whole number from 1")
    return whole


def _cut(k: int) -> int:
    if k < 1:
        raise ValueError(f"a cut is a whole number from 1, not {k}")
    return k


def hit_rate(ranks: ArrayLike, k: int) -> float:
    """`hr@k`: share of users with at least one held item among the first k."""
    return float((_ranks(ranks) <= _cut(k)).any(axis=1).mean())


def recall(ranks: ArrayLike, k: int) -> float:
    """`recall@k`: mean share of all held items of a user that are among the first k."""
    return float((_ranks(ranks) <= _cut(k)).mean(axis=1).mean())


def reciprocal_rank(ranks: ArrayLike) -> float:
    """`mrr`: mean of 1/r with the rank r of the best held item of a user; uncut."""
    return float((1 / _ranks(ranks).min(axis=1)).mean())


def ndcg(ranks: ArrayLike, k: int) -> float:
    """`ndcg@k`: mean of DCG over ideal DCG, with binary gains and discount 1/log2(r + 1)."""
    table = _ranks(ranks)
    gains = np.where(table <= _cut(k), 1 / np.log2(table + 1.0), 0.0).sum(axis=1)
    ideal = (1 / np.log2(np.arange(1, min(k, table.shape[1]) + 1) + 1.0)).sum()
    return float((gains / ideal).mean())


def rank(
    target: int, scores: ArrayLike, excluded: Iterable[int] = (), ties: Ties = "against"
) -> int:
    """The rank, from 1, of one item among scored items; larger scores come first.

    `ties="against"` gives the target the worst rank among equal scores, `"favour"` the best. A score that
    is not a number ranks above the target; a target whose own score is none ranks last. Excluded items are
    taken out; the target stays in even where it is listed.
    """
    row = np.asarray(scores, dtype=np.float64)
    above = ~(row < row[target]) if ties == "against" else ~(row <= row[target])
    above[list(excluded)] = False
    above[target] = False
    return int(above.sum()) + 1


def ranks_of(
    targets: ArrayLike,
    scores: ArrayLike,
    excluded: Sequence[Iterable[int]] | None = None,
    ties: Ties = "against",
) -> NDArray[np.int64]:
    """`rank` of one target a user, `[users]`, among `scores` `[users, items]`.

    `excluded` lists each user's items that are taken out of the ranking: those already seen.
    """
    table = np.asarray(scores, dtype=np.float64)
    chosen = np.asarray(targets, dtype=np.int64)
    if table.ndim != 2 or chosen.shape != table.shape[:1]:
        raise ValueError("scores are [users, items] and targets [users]")
    if excluded is not None and len(excluded) != len(chosen):
        raise ValueError("excluded has one entry for each user")
    return np.array(
        [
            rank(int(target), table[user], () if excluded is None else excluded[user], ties)
            for user, target in enumerate(chosen)
        ],
        dtype=np.int64,
    )


def logit(probability: ArrayLike) -> Floats:
    """The logit ln(p / (1 - p)) of probabilities; refused at 0 and 1, where it is infinite."""
    p = np.asarray(probability, dtype=np.float64)
    if not bool(((p > 0) & (p < 1)).all()):
        raise ValueError("a probability strictly between 0 and 1 has a logit; clip it first")
    return np.asarray(np.log(p) - np.log1p(-p), dtype=np.float64)


def _predictions(labels: ArrayLike, logits: ArrayLike) -> tuple[NDArray[np.bool_], Floats]:
    values = np.asarray(labels)
    scores = np.asarray(logits, dtype=np.float64)
    if values.ndim != 1 or values.shape != scores.shape:
        raise ValueError("labels and logits are arrays [rows] of one length")
    if not bool(np.isin(values, (0, 1)).all()):
        raise ValueError("a label is 0 or 1")
    if bool(np.isnan(scores).any()):
        raise ValueError(f"row {int(np.isnan(scores).argmax())} has a score that is not a number")
    return values.astype(np.bool_), scores


def auc(labels: ArrayLike, logits: ArrayLike) -> float | None:
    """`auc`: area under the ROC curve, equal scores counting half; None where a class is missing."""
    positive, scores = _predictions(labels, logits)
    return _area(positive, scores)


def _area(positive: NDArray[np.bool_], scores: Floats) -> float | None:
    positives = int(positive.sum())
    negatives = len(positive) - positives
    if positives == 0 or negatives == 0:
        return None
    _, group = np.unique(scores, return_inverse=True)
    in_group = np.bincount(group)
    good = np.bincount(group, weights=positive).astype(np.int64)
    bad = in_group - good
    below = np.cumsum(bad) - bad
    # Python's whole numbers: no product of large counts overflows.
    twice = sum(int(g) * (2 * int(b) + int(e)) for g, b, e in zip(good, below, bad))
    return twice / (2 * float(positives) * float(negatives))


def user_auc(labels: ArrayLike, logits: ArrayLike, users: ArrayLike) -> float | None:
    """`user-auc`: plain mean of the AUC within each user who has both classes; None where nobody has."""
    positive, scores = _predictions(labels, logits)
    owner = np.asarray(users)
    if owner.shape != scores.shape:
        raise ValueError("every row has its user")
    _, places = np.unique(owner, return_inverse=True)
    order = np.argsort(places, kind="stable")
    ends = np.cumsum(np.bincount(places))[:-1]
    areas = [_area(positive[rows], scores[rows]) for rows in np.split(order, ends)]
    known = [area for area in areas if area is not None]
    return sum(known) / len(known) if known else None


def log_loss(labels: ArrayLike, logits: ArrayLike) -> float | None:
    """`logloss`: mean of ln(1 + e^x) - y x over logits x, without a cut; None without rows."""
    positive, scores = _predictions(labels, logits)
    if len(scores) == 0:
        return None
    if not bool(np.isfinite(scores).all()):
        raise ValueError(f"row {int((~np.isfinite(scores)).argmax())} has an infinite logit")
    return float((np.maximum(scores, 0) + np.log1p(np.exp(-np.abs(scores))) - scores * positive).mean())


def information_gain(labels: ArrayLike, logits: ArrayLike) -> float | None:
    """`rig`: 1 - log loss over the entropy of the base rate; None on rows of one class."""
    positive, _ = _predictions(labels, logits)
    loss = log_loss(labels, logits)
    base = float(positive.mean()) if len(positive) else 0.0
    if loss is None or not 0 < base < 1:
        return None
    return float(1 - loss / (-base * np.log(base) - (1 - base) * np.log(1 - base)))


def calibration(labels: ArrayLike, logits: ArrayLike) -> float | None:
    """`calibration`: sum of predicted probabilities over positives; None without a positive."""
    positive, scores = _predictions(labels, logits)
    observed = int(positive.sum())
    if observed == 0:
        return None
    # exp of a large number is infinite, and its reciprocal 0, as it should be.
    with np.errstate(over="ignore"):
        return float((1 / (1 + np.exp(-scores))).sum() / observed)


def rmse(measured: ArrayLike, predicted: ArrayLike) -> float:
    """`rmse`: root mean square error of ratings or of probabilities; `<fit>.rmse` of a law."""
    return float(np.sqrt(np.mean(_errors(measured, predicted) ** 2)))


def mae(measured: ArrayLike, predicted: ArrayLike) -> float:
    """`mae`: mean absolute error of ratings or of probabilities; `<fit>.mae` of a law."""
    return float(np.mean(np.abs(_errors(measured, predicted))))


def r2(measured: ArrayLike, predicted: ArrayLike) -> float | None:
    """`<fit>.r2` of a law: 1 - Σe² / Σ(y - mean y)²; None where all that was measured is equal."""
    errors = _errors(measured, predicted)
    values = np.asarray(measured, dtype=np.float64)
    total = float(((values - values.mean()) ** 2).sum())
    return float(1 - (errors**2).sum() / total) if total > 0 else None


def _errors(measured: ArrayLike, predicted: ArrayLike) -> Floats:
    one = np.asarray(measured, dtype=np.float64)
    other = np.asarray(predicted, dtype=np.float64)
    if one.ndim != 1 or one.shape != other.shape or len(one) == 0:
        raise ValueError("measured and predicted are arrays of one length, at least 1")
    return one - other


def from_ranks(name: str, ranks: ArrayLike) -> float:
    """A ranking metric by the tool's name for it: `hr@10`, `ndcg@10`, `mrr`, `recall@20`."""
    found = re.fullmatch(r"(hr|ndcg|recall)@([1-9][0-9]*)", name)
    if name == "mrr":
        return reciprocal_rank(ranks)
    if found is None:
        raise ValueError(f"no ranking metric is called '{name}'; there are hr@k, ndcg@k, mrr, recall@k")
    word, k = found[1], int(found[2])
    return {"hr": hit_rate, "ndcg": ndcg, "recall": recall}[word](ranks, k)


def from_predictions(
    name: str, labels: ArrayLike, logits: ArrayLike, users: ArrayLike | None = None
) -> float | None:
    """A metric of predictions by the tool's name for it; None where these rows do not define it."""
    if name == "user-auc":
        return None if users is None else user_auc(labels, logits, users)
    known = {"auc": auc, "logloss": log_loss, "rig": information_gain, "calibration": calibration}
    if name not in known:
        raise ValueError(f"no metric of predictions is called '{name}'; there are {', '.join(PREDICTION)}")
    return known[name](labels, logits)
