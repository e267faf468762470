"""The metrics are the tool's: of drawn numbers that the tool is held to as well, and of its own records."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from repro_results import Record, metrics, read_records

ROOT = Path(__file__).resolve().parents[2]
DRAWN = json.loads((ROOT / "Tests/Fixtures/drawn-metrics.json").read_text())
# Where a suite was run just now, its records are held to as well.
REPORTS = [ROOT / "reports", *map(Path, filter(None, [os.environ.get("REPRO_REPORTS")]))]


@pytest.mark.parametrize("ranking", DRAWN["rankings"], ids=lambda drawn: f"{drawn['targets']} held")
def test_ranking_metrics_of_drawn_ranks(ranking: dict[str, Any]) -> None:
    ranks = np.array(ranking["ranks"]).reshape(-1, ranking["targets"])
    assert len(ranking["values"]) == 16
    for name, expected in ranking["values"].items():
        assert metrics.from_ranks(name, ranks) == pytest.approx(expected, rel=0, abs=1e-12), name


@pytest.mark.parametrize("rows", DRAWN["predictions"], ids=["ties", "fine", "positive", "negative"])
def test_metrics_of_drawn_predictions(rows: dict[str, Any]) -> None:
    assert set(rows["values"]) == set(metrics.PREDICTION)
    for name, expected in rows["values"].items():
        value = metrics.from_predictions(name, rows["labels"], rows["logits"], rows["users"])
        assert (value is None) == (expected is None), name
        if expected is not None:
            assert value == pytest.approx(expected, rel=1e-12, abs=1e-12), name


def test_ranks_among_equal_missing_and_excluded_scores() -> None:
    for row in DRAWN["scores"]:
        scores = [np.nan if score is None else score for score in row["scores"]]
        ties: metrics.Ties
        for ties in ("against", "favour"):
            rank = metrics.rank(row["target"], scores, row["excluded"], ties)
            assert rank == row[ties]
    rows = DRAWN["scores"][:8]
    block = [[np.nan if s is None else s for s in row["scores"]] for row in rows]
    ranks = metrics.ranks_of([row["target"] for row in rows], block, [row["excluded"] for row in rows])
    assert ranks.tolist() == [row["against"] for row in rows]


@functools.cache
def records() -> list[Record]:
    return [record for folder in REPORTS for record in read_records(folder)]


def test_ranking_metrics_of_the_records() -> None:
    seen = 0
    for record in records():
        if record.ranks is None:
            continue
        # Metrics of lists, of drawn negatives and of groups of targets have their blocks instead; ranks are of the
        # test users, not of those held for validation.
        blocks = record.document["outcome"]["result"].get("units") or {}
        for name, expected in record.metrics.items():
            if name in blocks or name.startswith("validation-") or "-trained-" in name:
                continue
            value = metrics.from_ranks(name, record.ranks)
            assert value == pytest.approx(expected, rel=0, abs=1e-12), f"{record.run}.{record.seed} {name}"
            seen += 1
    assert seen > 100


def test_errors_of_fits_in_the_records() -> None:
    seen = 0
    functions: dict[str, Callable[..., float | None]] = {
        "r2": metrics.r2,
        "rmse": metrics.rmse,
        "mae": metrics.mae,
    }
    for record in records():
        fit = record.document["outcome"].get("result", {}).get("fit")
        if not fit or not fit.get("points"):
            continue
        measured = [point["value"] for point in fit["points"]]
        for law in fit["fits"]:
            for word, function in functions.items():
                expected = record.metrics.get(f"{law['name']}.{word}")
                if expected is None or len(law.get("predictions") or []) != len(measured):
                    continue
                value = function(measured, law["predictions"])
                assert value == pytest.approx(expected, rel=1e-12, abs=1e-12), f"{record.run} {law['name']}"
                seen += 1
    assert seen > 100


def test_blocks_of_rows_average_to_their_metric() -> None:
    for record in records():
        units = record.document["outcome"].get("result", {}).get("units") or {}
        for name, values in units.items():
            assert np.mean(values) == pytest.approx(record.metrics[name], abs=1e-9)


def test_edges() -> None:
    assert metrics.auc([1, 1], [0.1, 0.2]) is None
    assert metrics.log_loss([], []) is None
    assert metrics.log_loss([0], [1e4]) == 1e4
    assert metrics.calibration([1], [-1e4]) == 0
    assert metrics.r2([1, 1], [1, 2]) is None
    assert metrics.logit(0.75) == pytest.approx(np.log(3))
    large = np.repeat([0, 1], 2_000_000)
    assert metrics.auc(large, large) == 1
    # A target that is excluded stays in; a target without a score ranks last.
    assert metrics.rank(0, [1, 2, 3], [0, 2]) == 2
    assert metrics.rank(0, [np.nan, 2, 3]) == 3


REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("whole number from 1", lambda: metrics.hit_rate([0], 1)),
    ("whole number from 1", lambda: metrics.hit_rate([1.5], 1)),
    ("at least one user", lambda: metrics.reciprocal_rank([])),
    ("a cut", lambda: metrics.ndcg([1], 0)),
    ("no ranking metric is called 'map@5'", lambda: metrics.from_ranks("map@5", [1])),
    ("no ranking metric", lambda: metrics.from_ranks("hr@05", [1])),
    ("called 'gauc'", lambda: metrics.from_predictions("gauc", [1], [1.0])),
    ("one length", lambda: metrics.auc([1, 0], [1.0])),
    ("a label is 0 or 1", lambda: metrics.auc([1, 2], [1.0, 2.0])),
    ("row 1", lambda: metrics.auc([1, 0], [1.0, np.nan])),
    ("row 0", lambda: metrics.log_loss([1, 0], [np.inf, 0.0])),
    ("every row has its user", lambda: metrics.user_auc([1, 0], [1.0, 0.0], [1])),
    ("strictly between", lambda: metrics.logit([0.5, 1.0])),
    ("one length", lambda: metrics.rmse([1.0], [])),
    ("targets", lambda: metrics.ranks_of([1, 1], [[1.0, 2.0]])),
]


@pytest.mark.parametrize(("words", "call"), REFUSED)
def test_what_defines_no_metric_is_refused(words: str, call: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=words):
        call()
