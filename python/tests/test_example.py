"""The example trains on a split and hands back scores: a model that learns ranks what follows first."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from repro_results import Split, metrics  # noqa: E402

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "sasrec.py"


def circle(folder: Path, users: int, items: int) -> Split:
    """Users who walk round a circle of items, each from a place of their own."""
    import made

    train, test, seen = ["user,item,rating,time"], ["row,user,item,rating,time"], ["user,item"]
    for user in range(1, users + 1):
        walk = [1 + (user * 3 + step) % items for step in range(6)]
        train += [f"{user},{item},5,{time}" for time, item in enumerate(walk[:-1])]
        test.append(f"{user - 1},{user},{walk[-1]},5,9")
    made.RANKING.update(
        {
            "train.csv": "\n".join(train) + "\n",
            "test.csv": "\n".join(test) + "\n",
            "candidates.csv": "\n".join(["item", *map(str, range(1, items + 1))]) + "\n",
            "seen.csv": "\n".join(seen) + "\n",
        }
    )
    return made.split(folder)


def test_the_example_learns_and_hands_back_scores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import runpy

    import made

    monkeypatch.setattr(made, "RANKING", dict(made.RANKING))
    split = circle(tmp_path / "split", users=300, items=20)
    blocks = []
    for name in ("one", "again"):
        words = [str(EXAMPLE), str(split.folder), str(tmp_path / name), "--seed", "1", "--epochs", "12", "--length", "8"]
        monkeypatch.setattr(sys, "argv", words)
        runpy.run_path(str(EXAMPLE), run_name="__main__")
        blocks.append(np.load(tmp_path / name / "scores.npy"))
    assert (tmp_path / "one" / "result.json").exists()
    targets = split.test["item"] - 1
    assert metrics.hit_rate(metrics.ranks_of(targets, blocks[0]), 1) > 0.9
    # The same seed gives the same numbers on the same machine.
    assert np.array_equal(blocks[0], blocks[1])
