"""Writes what a program measured in the form that `repro` reads: one folder for each seed.

Every function makes the folder, writes the numbers and, last, `result.json`, each file whole. What the tool
would refuse is refused here first, with `ResultsError`.
"""

from __future__ import annotations

import csv
import io
import json
import os
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .split import FORMAT, ResultsError, Split


@dataclass(frozen=True)
class MadeBy:
    """The program that made a result, as its record notes it."""

    program: str
    version: str | None = None
    commit: str | None = None
    packages: str | None = None

    @classmethod
    def this_program(cls, program: str | None = None, commit: str | None = None) -> MadeBy:
        """The running script, Python's version, and the packages that are imported with theirs."""
        owners = metadata.packages_distributions()
        names = {name for module in set(sys.modules) & set(owners) for name in owners[module]}
        listed = ", ".join(f"{name}=={metadata.version(name)}" for name in sorted(names))
        return cls(
            program=program or Path(sys.argv[0]).name or "python",
            version=f"Python {platform.python_version()}",
            commit=commit,
            packages=listed[:20_000] or None,
        )


def write_ranks(
    folder: str | Path, split: Split, *, seed: int, ranks: ArrayLike, made_by: MadeBy | None = None
) -> Path:
    """Ranks from 1, one for each row of `split.test`, in its order: `[rows]`."""
    _require(split, "ranking")
    test = split.test
    values = np.asarray(ranks)
    if values.shape != (test.size,):
        raise ResultsError(f"the split has {test.size} test rows, and ranks have the shape {values.shape}")
    whole = values.astype(np.int64)
    if not np.array_equal(whole, values) or bool((whole < 1).any()):
        raise ResultsError("a rank is a whole number from 1")
    rows = zip(test["user"].tolist(), test["item"].tolist(), whole.tolist())
    return _write(
        folder, split, seed, "ranks", made_by, {"ranks.csv": _csv(("user", "item", "rank"), rows)}
    )


def write_lists(
    folder: str | Path,
    split: Split,
    *,
    seed: int,
    lists: Mapping[int, Sequence[int]],
    made_by: MadeBy | None = None,
) -> Path:
    """The first items for each test user, best first, without those in `split.seen`."""
    _require(split, "ranking")
    if set(map(int, lists)) != set(split.users.tolist()):
        raise ResultsError("lists are of every test user of the split, and of nobody else")
    rows: list[tuple[int, int, int]] = []
    for user in split.users.tolist():
        items = [int(item) for item in lists[user]]
        if len(set(items)) != len(items):
            raise ResultsError(f"the list of user {user} names an item twice")
        rows += [(user, place + 1, item) for place, item in enumerate(items)]
    return _write(
        folder, split, seed, "lists", made_by, {"lists.csv": _csv(("user", "rank", "item"), rows)}
    )


def write_scores(
    folder: str | Path,
    split: Split,
    *,
    seed: int,
    scores: ArrayLike,
    users: ArrayLike | None = None,
    items: ArrayLike | None = None,
    made_by: MadeBy | None = None,
) -> Path:
    """A score of every candidate for every test user, larger first: `[users, items]`.

    Rows are `split.users` and columns `split.candidates` unless others are named. Seen items and ties are
    treated by the tool, as the protocol says; minus infinity means that an item is never shown.
    """
    _require(split, "ranking")
    block = np.asarray(scores)
    if block.dtype not in (np.float32, np.float64):
        block = block.astype(np.float32)
    rows = np.asarray(split.users if users is None else users, dtype=np.int64)
    columns = np.asarray(split.candidates if items is None else items, dtype=np.int64)
    if block.shape != (len(rows), len(columns)):
        raise ResultsError(
            f"{len(rows)} users and {len(columns)} items have no scores of the shape {block.shape}"
        )
    for what, ids, known in (("user", rows, split.users), ("item", columns, split.candidates)):
        if not np.array_equal(np.sort(ids), np.sort(known)):
            raise ResultsError(f"scores have every test user and every candidate once; a {what} differs")
    if bool((np.isnan(block) | (block == np.inf)).any()):
        raise ResultsError("a score is a number or minus infinity")
    numbers = io.BytesIO()
    np.save(numbers, np.ascontiguousarray(block.astype(block.dtype.newbyteorder("<"))))
    files = {
        "scores.npy": numbers.getvalue(),
        "users.csv": _csv(("user",), ((user,) for user in rows.tolist())),
        "items.csv": _csv(("item",), ((item,) for item in columns.tolist())),
    }
    return _write(folder, split, seed, "scores", made_by, files)


def write_predictions(
    folder: str | Path,
    split: Split,
    *,
    seed: int,
    probabilities: ArrayLike,
    made_by: MadeBy | None = None,
) -> Path:
    """The probability of the label 1, above 0 and below 1, for each row of `split.test`: `[rows]`.

    `sigmoid` gives them from logits. Where the split has ratings and no labels, these are predicted ratings.
    """
    _require(split, "rating", "click")
    test = split.test
    values = np.asarray(probabilities, dtype=np.float64)
    if values.shape != (test.size,):
        raise ResultsError(
            f"the split has {test.size} test rows, and probabilities have the shape {values.shape}"
        )
    has_labels = "label" in test
    if has_labels and not bool(((values > 0) & (values < 1)).all()):
        raise ResultsError("a probability lies above 0 and below 1")
    if not bool(np.isfinite(values).all()):
        raise ResultsError("a predicted rating is a finite number")
    labels = test["label" if has_labels else "rating"]
    rows = zip(test["row"].tolist(), labels.tolist(), values.tolist())
    return _write(
        folder,
        split,
        seed,
        "predictions",
        made_by,
        {"predictions.csv": _csv(("row", "label", "score"), rows)},
    )


def write_metrics(
    folder: str | Path,
    split: Split,
    *,
    seed: int,
    metrics: Mapping[str, float],
    made_by: MadeBy | None = None,
) -> Path:
    """Metrics alone, by the tool's names; verdicts on them rest on seeds alone."""
    if not metrics:
        raise ResultsError("there is no metric to write")
    for name, value in metrics.items():
        if not np.isfinite(value):
            raise ResultsError(f"{name} is no number")
    rows = ((name, float(value)) for name, value in sorted(metrics.items()))
    return _write(
        folder, split, seed, "metrics", made_by, {"metrics.csv": _csv(("metric", "value"), rows)}
    )


def sigmoid(logits: ArrayLike) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Probabilities of logits, kept above 0 and below 1 where they would round to them."""
    x = np.asarray(logits, dtype=np.float64)
    with np.errstate(over="ignore"):
        p = 1 / (1 + np.exp(-x))
    return np.clip(p, np.nextafter(0, 1), np.nextafter(1, 0))


def _require(split: Split, *kinds: str) -> None:
    if split.kind not in kinds:
        raise ResultsError(f"the split in {split.folder} is of kind {split.kind}, not {' or '.join(kinds)}")


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    # repr of a float gives the number back exactly.
    writer.writerows([repr(cell) if isinstance(cell, float) else cell for cell in row] for row in rows)
    return text.getvalue().encode()


def _write(
    folder: str | Path,
    split: Split,
    seed: int,
    kind: str,
    made_by: MadeBy | None,
    files: Mapping[str, bytes],
) -> Path:
    if isinstance(seed, bool) or seed < 0:
        raise ResultsError(f"a seed is a whole number from 0, not {seed}")
    made = made_by or MadeBy.this_program()
    if not 1 <= len(made.program.encode()) <= 100:
        raise ResultsError("the name of a program has 1 to 100 bytes")
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    description = place / "result.json"
    # Until the new numbers are there, there is no result.
    description.unlink(missing_ok=True)
    document: dict[str, object] = {
        "format": FORMAT,
        "kind": kind,
        "seed": int(seed),
        "split": split.checksum,
        "made_by": {name: value for name, value in vars(made).items() if value is not None},
        "file": next(iter(files)),
    }
    for name, content in files.items():
        _write_whole(place / name, content)
    _write_whole(description, (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode())
    return place


def _write_whole(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
