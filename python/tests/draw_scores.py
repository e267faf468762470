"""Scores for a split, drawn from few values so that many are equal: `draw_scores.py SPLIT RESULTS SEED`."""

from __future__ import annotations

import sys

import numpy as np

from repro_results import Split, write_scores


def main() -> None:
    folder, results, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
    split = Split.read(folder)
    split.verify()
    draw = np.random.default_rng(seed)
    scores = draw.integers(0, 40, (len(split.users), len(split.candidates))).astype(np.float32)
    scores[draw.random(scores.shape) < 0.01] = -np.inf
    write_scores(results, split, seed=seed, scores=scores)


if __name__ == "__main__":
    main()
