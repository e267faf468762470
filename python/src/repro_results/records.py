"""Records that lie in `reports/<suite>/records`, one file for each seed of each run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .split import ResultsError
from .tables import Column, Table, Value

SCHEMA = 1


@dataclass(frozen=True)
class Record:
    """What one seed of one run gave."""

    suite: str
    run: str
    seed: int
    # `finished`, `diverged` or `failed`.
    state: str
    metrics: Mapping[str, float]
    # Ranks of test items, `[users, targets]`; None for a task without ranks.
    ranks: NDArray[np.int32] | None = field(repr=False)
    # The whole file.
    document: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, path: str | Path) -> Record:
        """The record in a file. It is not held to itself, as the tool does before it judges."""
        place = Path(path)
        try:
            document = json.loads(place.read_text(encoding="utf-8"))
            if document["schema"] != SCHEMA:
                raise ResultsError(f"{place} is of schema {document['schema']}; this reads {SCHEMA}")
            run, outcome = document["run"], document["outcome"]
            result = outcome.get("result", {})
            ranks, users = result.get("ranks", []), result.get("users", 0)
            return cls(
                suite=run["suite"],
                run=run["name"],
                seed=run["seed"],
                state=outcome["state"],
                metrics=result.get("metrics", {}),
                ranks=np.array(ranks, dtype=np.int32).reshape(users, -1) if ranks else None,
                document=document,
            )
        except OSError as error:
            raise ResultsError(f"{place} cannot be read: {error.strerror}") from error
        except (KeyError, TypeError, ValueError) as error:
            if isinstance(error, ResultsError):
                raise
            raise ResultsError(f"{place} is no record: {error!r}") from error


def read_records(folder: str | Path) -> list[Record]:
    """The records below a folder of reports, a suite's folder, or a folder of records, in order."""
    place = Path(folder)
    patterns = ("*.json",) if place.name == "records" else ("records/*.json", "*/records/*.json")
    paths = sorted(path for pattern in patterns for path in place.glob(pattern))
    if not paths:
        raise ResultsError(f"{place} holds no records")
    return [Record.read(path) for path in paths]


def table(records: Iterable[Record]) -> Table:
    """A row for each metric of each record; one without a metric where a run did not finish."""
    columns = [
        Column("suite", "text", "the suite"),
        Column("run", "text", "the run's id in the suite"),
        Column("seed", "count", "the seed"),
        Column("state", "text", "finished, diverged or failed"),
        Column("metric", "text", "the metric, as suites write it"),
        Column("value", "number", "the metric"),
    ]
    rows: list[list[Value]] = []
    for record in records:
        begin: list[Value] = [record.suite, record.run, record.seed, record.state]
        rows += [[*begin, name, value] for name, value in sorted(record.metrics.items())]
        if not record.metrics:
            rows.append([*begin, None, None])
    return Table(columns, rows)
