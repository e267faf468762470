"""Results are written as the tool reads them, and what it would refuse is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import made
from repro_results import (
    MadeBy,
    ResultsError,
    Split,
    sigmoid,
    write_lists,
    write_metrics,
    write_predictions,
    write_ranks,
    write_scores,
)

BY = MadeBy("test", version="1", packages="numpy==2")


@pytest.fixture
def split(tmp_path: Path) -> Split:
    return made.split(tmp_path / "split")


def description(folder: Path) -> dict[str, object]:
    document = json.loads((folder / "result.json").read_text())
    assert isinstance(document, dict)
    return document


def test_a_split_is_read_file_by_file(split: Split) -> None:
    assert split.kind == "ranking" and split.checksum == "c" * 64
    assert split.users.tolist() == [7, 2, 5]
    assert split.candidates.tolist() == [10, 20, 30, 40]
    assert {user: items.tolist() for user, items in split.histories().items()} == {
        7: [30, 10],
        2: [20, 10, 40],
        5: [40],
    }
    (split.folder / "validation.csv").write_text("user,item,rating,time\n2,30,1,75\n")
    known = Split.read(split.folder).histories(with_validation=True)
    assert known[2].tolist() == [20, 10, 40, 30] and known[7].tolist() == [30, 10]
    (split.folder / "validation.csv").write_text(made.RANKING["validation.csv"])
    assert split.seen[7].tolist() == [30, 10]
    assert np.isnan(split.train["rating"][4]) and split.train["time"][0] == 100
    assert split.validation.size == 0 and split.test.size == 3
    split.verify()
    (split.folder / "seen.csv").write_text("user,item\n")
    with pytest.raises(ResultsError, match="seen.csv is not the file"):
        split.verify()


def test_clicks_have_numbers_and_categories(tmp_path: Path) -> None:
    split = made.split(tmp_path / "split", "click")
    assert split.test["c1"].tolist() == [7, 123456789012345678]
    assert np.isnan(split.train["n1"][1]) and split.train["n1"][0] == 0.5
    folder = write_predictions(tmp_path / "out", split, seed=1, probabilities=[0.9, 0.1], made_by=BY)
    assert (folder / "predictions.csv").read_text() == "row,label,score\n0,1,0.9\n1,0,0.1\n"


def test_ranks_stand_beside_the_rows_they_answer(split: Split, tmp_path: Path) -> None:
    folder = write_ranks(tmp_path / "out/1", split, seed=1, ranks=[1, 3, 2], made_by=BY)
    assert (folder / "ranks.csv").read_text() == "user,item,rank\n7,20,1\n2,30,3\n5,10,2\n"
    assert description(folder) == {
        "format": 1,
        "kind": "ranks",
        "seed": 1,
        "split": "c" * 64,
        "made_by": {"program": "test", "version": "1", "packages": "numpy==2"},
        "file": "ranks.csv",
    }
    assert sorted(path.name for path in folder.iterdir()) == ["ranks.csv", "result.json"]


def test_lists_follow_the_order_of_test_users(split: Split, tmp_path: Path) -> None:
    folder = write_lists(
        tmp_path, split, seed=2, lists={5: [10, 30], 7: [20, 40], 2: [30]}, made_by=BY
    )
    assert (folder / "lists.csv").read_text() == (
        "user,rank,item\n7,1,20\n7,2,40\n2,1,30\n5,1,10\n5,2,30\n"
    )


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.float16])
def test_scores_are_a_block_with_its_ids(split: Split, tmp_path: Path, kind: type) -> None:
    scores: NDArray[Any] = np.arange(12).reshape(3, 4).astype(kind)
    scores[0, 0] = -np.inf
    folder = write_scores(tmp_path, split, seed=3, scores=scores, made_by=BY)
    block = np.load(folder / "scores.npy")
    assert block.dtype == (np.float64 if kind is np.float64 else np.float32)
    assert np.array_equal(block, scores)
    assert (folder / "users.csv").read_text() == "user\n7\n2\n5\n"
    assert (folder / "items.csv").read_text() == "item\n10\n20\n30\n40\n"
    assert description(folder)["file"] == "scores.npy"


def test_scores_may_come_in_another_order(split: Split, tmp_path: Path) -> None:
    folder = write_scores(
        tmp_path, split, seed=3, scores=np.zeros((3, 4)), users=[2, 5, 7], items=[40, 10, 20, 30]
    )
    assert (folder / "users.csv").read_text() == "user\n2\n5\n7\n"
    assert (folder / "items.csv").read_text() == "item\n40\n10\n20\n30\n"


def test_predictions_hold_labels_and_every_digit(tmp_path: Path) -> None:
    split = made.split(tmp_path / "split", "rating")
    folder = write_predictions(
        tmp_path / "out", split, seed=1, probabilities=sigmoid([1000, -0.3]), made_by=BY
    )
    lines = (folder / "predictions.csv").read_text().splitlines()
    assert lines[0] == "row,label,score"
    cells = [line.split(",") for line in lines[1:]]
    assert [cell[:2] for cell in cells] == [["0", "1"], ["1", "0"]]
    assert float(cells[0][2]) == np.nextafter(1, 0)
    assert float(cells[1][2]) == 1 / (1 + np.exp(0.3))


def test_predicted_ratings_stand_beside_the_ratings(tmp_path: Path) -> None:
    split = made.split(tmp_path / "split", "stars")
    folder = write_predictions(tmp_path / "out", split, seed=1, probabilities=[5.2, 2], made_by=BY)
    assert (folder / "predictions.csv").read_text() == "row,label,score\n1,4.5,5.2\n2,2.0,2.0\n"
    with pytest.raises(ResultsError, match="a predicted rating is a finite number"):
        write_predictions(tmp_path / "out", split, seed=1, probabilities=[np.nan, 2])


def test_metrics_stand_alone(split: Split, tmp_path: Path) -> None:
    folder = write_metrics(
        tmp_path, split, seed=4, metrics={"ndcg@10": 0.1 + 0.2, "hr@10": 1}, made_by=BY
    )
    assert (folder / "metrics.csv").read_text() == (
        "metric,value\nhr@10,1.0\nndcg@10,0.30000000000000004\n"
    )


def test_the_running_program_is_named_with_its_packages(split: Split, tmp_path: Path) -> None:
    folder = write_ranks(tmp_path, split, seed=1, ranks=[1, 1, 1])
    made_by = description(folder)["made_by"]
    assert isinstance(made_by, dict)
    assert made_by["program"] and f"numpy=={np.__version__}" in made_by["packages"]
    assert made_by["version"].startswith("Python 3.")


REFUSED: list[tuple[str, Callable[[Path, Split], object]]] = [
    ("3 test rows", lambda out, s: write_ranks(out, s, seed=1, ranks=[1, 2])),
    ("whole number from 1", lambda out, s: write_ranks(out, s, seed=1, ranks=[1, 2, 0])),
    ("whole number from 1", lambda out, s: write_ranks(out, s, seed=1, ranks=[1, 2, 1.5])),
    ("a seed", lambda out, s: write_ranks(out, s, seed=-1, ranks=[1, 2, 3])),
    ("every test user", lambda out, s: write_lists(out, s, seed=1, lists={7: [20]})),
    (
        "names an item twice",
        lambda out, s: write_lists(out, s, seed=1, lists={7: [20, 20], 2: [], 5: []}),
    ),
    ("shape", lambda out, s: write_scores(out, s, seed=1, scores=np.zeros((3, 3)))),
    (
        "minus infinity",
        lambda out, s: write_scores(out, s, seed=1, scores=np.full((3, 4), np.nan)),
    ),
    ("minus infinity", lambda out, s: write_scores(out, s, seed=1, scores=np.full((3, 4), np.inf))),
    (
        "a user differs",
        lambda out, s: write_scores(out, s, seed=1, scores=np.zeros((3, 4)), users=[7, 7, 5]),
    ),
    (
        "an? item differs",
        lambda out, s: write_scores(out, s, seed=1, scores=np.zeros((3, 4)), items=[1, 2, 3, 4]),
    ),
    ("of kind ranking", lambda out, s: write_predictions(out, s, seed=1, probabilities=[0.5])),
    ("no metric", lambda out, s: write_metrics(out, s, seed=1, metrics={})),
    ("hr@1 is no number", lambda out, s: write_metrics(out, s, seed=1, metrics={"hr@1": np.nan})),
    (
        "1 to 100 bytes",
        lambda out, s: write_ranks(out, s, seed=1, ranks=[1, 2, 3], made_by=MadeBy("")),
    ),
]


@pytest.mark.parametrize(("words", "write"), REFUSED)
def test_what_the_tool_would_refuse_is_refused_before_anything_is_written(
    split: Split, tmp_path: Path, words: str, write: Callable[[Path, Split], object]
) -> None:
    with pytest.raises(ResultsError, match=words):
        write(tmp_path / "out", split)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("probability", [0, 1, -0.1, np.nan])
def test_a_certain_probability_is_refused(tmp_path: Path, probability: float) -> None:
    split = made.split(tmp_path / "split", "rating")
    with pytest.raises(ResultsError, match="above 0 and below 1"):
        write_predictions(tmp_path / "out", split, seed=1, probabilities=[0.5, probability])


def test_an_older_result_counts_no_longer_once_a_new_one_fails(split: Split, tmp_path: Path) -> None:
    folder = write_ranks(tmp_path / "out", split, seed=1, ranks=[1, 2, 3], made_by=BY)
    (folder / "scores.npy").mkdir()
    with pytest.raises(OSError):
        write_scores(folder, split, seed=1, scores=np.zeros((3, 4)), made_by=BY)
    assert not (folder / "result.json").exists()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 2}'])
def test_what_is_no_split_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "split.json").write_text(text)
    with pytest.raises(ResultsError, match="split.json"):
        Split.read(tmp_path)
    with pytest.raises(ResultsError, match="cannot be read"):
        Split.read(tmp_path / "nowhere")
