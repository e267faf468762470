"""What RecBole and FuxiCTR return, in the tool's words."""

from __future__ import annotations

from pathlib import Path

import pytest

import made
from repro_results import (
    ResultsError,
    from_fuxictr,
    from_recbole,
    inter_file,
    lists_from_recbole,
    write_lists,
)


def test_recbole_metrics_are_renamed_and_those_that_differ_are_left_out() -> None:
    converted = from_recbole(
        {
            "best_valid_score": 0.2,
            "test_result": {
                "recall@10": 0.25,
                "mrr@10": 0.1,
                "ndcg@10": 0.2,
                "hit@10": 0.3,
                "precision@10": 0.03,
                "gauc": 0.9,
            },
        }
    )
    assert converted.metrics == {"recall@10": 0.25, "ndcg@10": 0.2, "hr@10": 0.3}
    assert set(converted.left_out) == {"mrr@10", "precision@10", "gauc"}
    assert from_recbole({"AUC": 0.7, "LogLoss": 0.4}).metrics == {"auc": 0.7, "logloss": 0.4}
    rated = {"test_result": {"auc": 0.4508, "logloss": 0.6852, "mae": 0.4916, "rmse": 0.496}}
    assert from_recbole(rated).metrics == rated["test_result"]
    with pytest.raises(ResultsError, match="none of these"):
        from_recbole({"test_result": {"mrr@10": 0.1}})


def test_recbole_lists_lose_what_was_seen(tmp_path: Path) -> None:
    split = made.split(tmp_path)
    tokens = [["30", "20", "40", "10"], ["30", "20", "10", "40"], ["[PAD]", "40", "10", "20"]]
    lists = lists_from_recbole(split, ["7", "2", "5"], tokens)
    assert lists == {7: [20, 40], 2: [30], 5: [10, 20]}
    write_lists(tmp_path / "out", split, seed=1, lists=lists)
    assert lists_from_recbole(split, ["7"], tokens[:1], depth=1) == {7: [20]}
    with pytest.raises(ResultsError, match="user 2 has 1 items"):
        lists_from_recbole(split, ["2"], tokens[1:2], depth=2)
    with pytest.raises(ResultsError, match="a row for each user"):
        lists_from_recbole(split, ["2"], tokens)


def test_recbole_reads_the_training_part_as_an_atomic_file(tmp_path: Path) -> None:
    lines = inter_file(made.split(tmp_path)).splitlines()
    assert lines[0] == "user_id:token\titem_id:token\trating:float\ttimestamp:float"
    assert lines[1] == "7\t30\t4.0\t100.0" and len(lines) == 7


def test_fuxictr_lines_and_dictionaries_are_read() -> None:
    line = (
        " 20260102-030405,[command] python run_expid.py --expid DCN_test,[exp_id] DCN_test,"
        "[dataset_id] criteo_x4,[train] N.A.,[val] AUC: 0.813000 - logloss: 0.439000,"
        "[test] AUC: 0.813912 - logloss: 0.438001 - gAUC: 0.7 - NDCG(k=5): 1e-2\n"
    )
    converted = from_fuxictr(line)
    assert converted.metrics == {"auc": 0.813912, "logloss": 0.438001}
    assert set(converted.left_out) == {"gAUC", "NDCG(k=5)"}
    assert from_fuxictr({"avgAUC": 0.7, "binary_crossentropy": 0.5, "acc": 1.0}).metrics == {
        "user-auc": 0.7,
        "logloss": 0.5,
    }
    for bad in ("no part at all", "[test] nothing"):
        with pytest.raises(ResultsError):
            from_fuxictr(bad)
