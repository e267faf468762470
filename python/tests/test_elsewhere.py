"""Scores that were handed to the tool came back as the same ranks and metrics: `.ci/python` names the places."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from repro_results import Split, Tables, metrics, read_records

PLACE = os.environ.get("REPRO_ELSEWHERE")
pytestmark = pytest.mark.skipif(not PLACE, reason="no results that the tool has read are named")


def test_the_tool_ranks_and_measures_scores_as_the_package_does() -> None:
    place = Path(PLACE or "")
    split = Split.read(place / "split")
    split.verify()
    place_of = {int(item): column for column, item in enumerate(split.candidates)}
    targets = [place_of[item] for item in split.test["item"].tolist()]
    nothing = np.zeros(0, dtype=np.int64)
    seen = [
        [place_of[item] for item in split.seen.get(user, nothing).tolist() if item in place_of]
        for user in split.users.tolist()
    ]
    records = [r for r in read_records(place / "reports") if r.run == "their-sasrec"]
    assert [record.seed for record in records] == [1, 2, 3]
    for record in records:
        scores = np.load(place / f"suites/results/their-sasrec/{record.seed}/scores.npy")
        ranks = metrics.ranks_of(targets, scores, seen, ties="against")
        assert record.ranks is not None
        assert np.array_equal(np.sort(record.ranks[:, 0]), np.sort(ranks))
        assert set(record.metrics) == {"ndcg@10", "hr@10", "mrr"}
        for name, value in record.metrics.items():
            assert metrics.from_ranks(name, ranks) == pytest.approx(value, rel=0, abs=1e-12)


def test_tables_say_what_was_made_elsewhere_and_by_what() -> None:
    results = Tables.read(Path(PLACE or "") / "mine").results
    theirs = [row for row in results if row["run"] == "their-sasrec"]
    assert len(theirs) == 9
    for row in theirs:
        assert row["elsewhere"] is True and str(row["made_by"]).split()[0].endswith(".py")
    assert all(row["elsewhere"] is False for row in results if row["run"] != "their-sasrec")
