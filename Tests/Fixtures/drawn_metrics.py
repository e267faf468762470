"""Writes drawn-metrics.json beside it: metrics of drawn ranks and predictions, from their definitions.

Run: python3 drawn_metrics.py > drawn-metrics.json   (the standard library alone)

Ranks are those of one, two and five held items a user; scores and logits are drawn from few values, so that
many are equal. Sums are exact fractions or math.fsum; areas are counted over all pairs; a score that is not a
number is written as null.
"""
import json
import math
import random
from fractions import Fraction

CUTS = [1, 2, 5, 10, 50]


def mean(values):
    return math.fsum(values) / len(values)


def of_user(word, ranks, k):
    if word == "hr":
        return float(min(ranks) <= k)
    if word == "recall":
        return float(Fraction(sum(r <= k for r in ranks), len(ranks)))
    ideal = math.fsum(1 / math.log2(i + 1) for i in range(1, min(k, len(ranks)) + 1))
    return math.fsum(1 / math.log2(r + 1) for r in ranks if r <= k) / ideal


def ranking(draw, users, targets, items):
    ranks = [[draw.randint(1, 1 + draw.randrange(items)) for _ in range(targets)] for _ in range(users)]
    values = {
        f"{word}@{k}": mean([of_user(word, user, k) for user in ranks])
        for word in ("hr", "ndcg", "recall")
        for k in CUTS
    }
    values["mrr"] = float(sum(Fraction(1, min(user)) for user in ranks) / users)
    return {"targets": targets, "ranks": [rank for user in ranks for rank in user], "values": values}


def area(labels, logits):
    pairs = [(p, q) for p, a in zip(logits, labels) if a for q, b in zip(logits, labels) if not b]
    wins = sum(Fraction(1) if p > q else Fraction(1, 2) if p == q else Fraction(0) for p, q in pairs)
    return float(wins / len(pairs)) if pairs else None


def predictions(draw, rows, levels, share):
    logits = [draw.randrange(levels) / 4 - levels / 8 for _ in range(rows)]
    labels = [draw.random() < share for _ in range(rows)]
    users = [draw.randrange(rows // 6) for _ in range(rows)]
    p = [1 / (1 + math.exp(-x)) for x in logits]
    # -ln p = ln(1 + e^-x) and -ln(1 - p) = ln(1 + e^x), without the rounding of p.
    loss = mean([math.log1p(math.exp(-x if y else x)) for x, y in zip(logits, labels)])
    areas = [
        area([labels[r] for r in range(rows) if users[r] == u], [logits[r] for r in range(rows) if users[r] == u])
        for u in sorted(set(users))
    ]
    areas = [a for a in areas if a is not None]
    base = sum(labels) / rows
    inside = 0 < base < 1
    entropy = -base * math.log(base) - (1 - base) * math.log(1 - base) if inside else None
    values = {
        "auc": area(labels, logits),
        "user-auc": mean(areas) if areas else None,
        "logloss": loss,
        "rig": 1 - loss / entropy if inside else None,
        "calibration": math.fsum(p) / sum(labels) if any(labels) else None,
    }
    return {"logits": logits, "labels": labels, "users": users, "values": values}


def ranked(draw, items, levels):
    scores = [float("nan") if draw.random() < 0.05 else draw.randrange(levels) / 2 for _ in range(items)]
    target = draw.randrange(items)
    excluded = draw.sample(range(items), draw.randrange(items // 2))
    others = [s for i, s in enumerate(scores) if i != target and i not in excluded]
    mark = scores[target]
    if math.isnan(mark):
        against = favour = 1 + len(others)
    else:
        against = 1 + sum(math.isnan(s) or s >= mark for s in others)
        favour = 1 + sum(math.isnan(s) or s > mark for s in others)
    return {
        "scores": [None if math.isnan(s) else s for s in scores],
        "target": target,
        "excluded": excluded,
        "against": against,
        "favour": favour,
    }


draw = random.Random(20)
document = {
    "rankings": [ranking(draw, 60, 1, 200), ranking(draw, 40, 2, 100), ranking(draw, 30, 5, 60)],
    "predictions": [
        predictions(draw, 90, 4, 0.3),
        predictions(draw, 120, 200, 0.5),
        predictions(draw, 24, 3, 2.0),
        predictions(draw, 24, 3, -1.0),
    ],
    "scores": [ranked(draw, 30, levels) for levels in (2, 3, 6, 12, 100) for _ in range(8)],
}
print(json.dumps(document, separators=(",", ":")).replace('{"targets"', '\n{"targets"').replace('{"logits"', '\n{"logits"').replace('{"scores":[', '\n{"scores":['))
