"""The folder that `repro export-split` writes: what to train on, and what is asked for."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 1

# Columns that hold whole numbers, categories of clicks among them; all others hold any number.
_WHOLE = re.compile(r"row|user|item|label|c[0-9]+")


class ResultsError(ValueError):
    """What is wrong with a split, a result or a table, in one sentence."""


class Rows(Mapping[str, "NDArray[Any]"]):
    """A file of rows, column by column: `rows["user"]`. `len` counts columns, `size` rows."""

    def __init__(self, columns: Mapping[str, NDArray[Any]]) -> None:
        self._columns = dict(columns)

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def size(self) -> int:
        """Rows."""
        return len(next(iter(self._columns.values()), ()))

    def pandas(self) -> pd.DataFrame:
        """The same as a data frame of pandas, which must be installed."""
        import pandas as pd

        frame: pd.DataFrame = pd.DataFrame(self._columns)
        return frame


@dataclass(frozen=True)
class Split:
    """A split, read from its folder; files are read when they are asked for."""

    folder: Path
    # What `result.json` carries back.
    checksum: str
    # `ranking`, `rating` or `click`.
    kind: str
    suite: str
    run: str
    protocol: Mapping[str, Any]
    files: Mapping[str, str] = field(repr=False)

    @classmethod
    def read(cls, folder: str | Path) -> Split:
        """The split in a folder.

        Raises `ResultsError` where its `split.json` is missing or of another format.
        """
        place = Path(folder)
        path = place / "split.json"
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            if document["format"] != FORMAT:
                raise ResultsError(f"{path} is of format {document['format']}; this reads {FORMAT}")
            return cls(
                folder=place,
                checksum=document["checksum"],
                kind=document["kind"],
                suite=document["suite"],
                run=document["run"],
                protocol=document["protocol"],
                files=document["files"],
            )
        except OSError as error:
            raise ResultsError(f"{path} cannot be read: {error.strerror}") from error
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise ResultsError(f"{path} is no description of a split: {error!r}") from error

    @cached_property
    def train(self) -> Rows:
        """What a model may be trained on; a user's events stand together, oldest first."""
        return self._rows("train.csv")

    @cached_property
    def validation(self) -> Rows:
        """Events to choose epochs and settings by; none where the protocol has no validation."""
        return self._rows("validation.csv")

    @cached_property
    def test(self) -> Rows:
        """What is asked for."""
        return self._rows("test.csv")

    @cached_property
    def users(self) -> NDArray[np.int64]:
        """Test users, each once, in the order of `test.csv`: `[users]`."""
        users = self.test["user"]
        _, first = np.unique(users, return_index=True)
        return np.asarray(users[np.sort(first)], dtype=np.int64)

    @cached_property
    def candidates(self) -> NDArray[np.int64]:
        """The items that compete: `[items]`."""
        return np.asarray(self._rows("candidates.csv")["item"], dtype=np.int64)

    @cached_property
    def seen(self) -> Mapping[int, NDArray[np.int64]]:
        """Items that are taken out of the ranking, by test user."""
        rows = self._rows("seen.csv")
        order = np.argsort(rows["user"], kind="stable")
        users, first = np.unique(rows["user"][order], return_index=True)
        items = np.split(rows["item"][order], first[1:])
        return {int(user): seen for user, seen in zip(users, items)}

    def histories(self, *, with_validation: bool = False) -> dict[int, NDArray[np.int64]]:
        """Items of each user in `train.csv`, oldest first.

        With those in `validation.csv` behind them it is what is known of a user when `test.csv` asks.
        """
        files = [self.train, self.validation] if with_validation else [self.train]
        users, items = (np.concatenate([rows[name] for rows in files]) for name in ("user", "item"))
        order = np.argsort(users, kind="stable")
        names, first = np.unique(users[order], return_index=True)
        parts = np.split(items[order], first[1:])
        return {int(user): history for user, history in zip(names, parts)}

    def verify(self) -> None:
        """Raises `ResultsError` where a file is not the one that was written."""
        for name, digest in self.files.items():
            path = self.folder / name
            if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                raise ResultsError(f"{path} is not the file that was exported")

    def _rows(self, name: str) -> Rows:
        path = self.folder / name
        try:
            try:
                return _read(path, empty_cells=False)
            except ValueError:
                # Slower: every number is read by Python.
                return _read(path, empty_cells=True)
        except OSError as error:
            raise ResultsError(f"{path} cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise ResultsError(f"{path} has a row that is no numbers: {error}") from error


def _read(path: Path, *, empty_cells: bool) -> Rows:
    with path.open(encoding="utf-8", newline="") as file, warnings.catch_warnings():
        # A file may well hold its header alone.
        warnings.filterwarnings("ignore", "loadtxt: input contained no data")
        names = next(csv.reader(file), [])
        others = [place for place, name in enumerate(names) if not _WHOLE.fullmatch(name)]
        table = np.loadtxt(
            file,
            delimiter=",",
            ndmin=1,
            dtype=[(name, np.int64 if _WHOLE.fullmatch(name) else np.float64) for name in names],
            converters={place: _number for place in others} if empty_cells else None,
        )
    return Rows({name: np.ascontiguousarray(table[name]) for name in names})


def _number(text: str) -> float:
    """A number; not a number where the cell is empty."""
    return float(text) if text else float("nan")
