"""Tables that `repro export --csv` writes, as Python values and as data frames."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .split import ResultsError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

Value = str | float | int | bool | None

_PANDAS = {"text": "string", "number": "float64", "count": "Int64", "flag": "boolean"}


@dataclass(frozen=True)
class Column:
    """One column: its name, whether it holds text, numbers, counts or flags, and what they mean."""

    name: str
    kind: str
    meaning: str


class Table:
    """A table with columns of one kind each; what is not known is None."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> None:
        self.columns = list(columns)
        self.rows = [tuple(row) for row in rows]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        names = [column.name for column in self.columns]
        return (dict(zip(names, row)) for row in self.rows)

    def __getitem__(self, name: str) -> list[Value]:
        place = [column.name for column in self.columns].index(name)
        return [row[place] for row in self.rows]

    def pandas(self) -> pd.DataFrame:
        """The same as a data frame of pandas, which must be installed."""
        import pandas as pd

        frame: pd.DataFrame = pd.DataFrame(
            {
                column.name: pd.Series(self[column.name], dtype=_PANDAS[column.kind])
                for column in self.columns
            }
        )
        return frame

    def polars(self) -> pl.DataFrame:
        """The same as a data frame of polars, which must be installed."""
        import polars as pl

        kinds = {"text": pl.String, "number": pl.Float64, "count": pl.Int64, "flag": pl.Boolean}
        return pl.DataFrame(
            {column.name: self[column.name] for column in self.columns},
            schema={column.name: kinds[column.kind] for column in self.columns},
        )


@dataclass(frozen=True)
class Tables:
    """What `repro export` says of one or more suites."""

    # A row for each metric of each seed of each run; one without a metric where no number is read.
    results: Table
    # A row for each claim.
    claims: Table

    @classmethod
    def read(cls, folder: str | Path) -> Tables:
        """The tables in a folder."""
        place = Path(folder)
        columns: dict[str, list[Column]] = {"results": [], "claims": []}
        for row in _rows(place / "columns.csv")[1:]:
            if len(row) != 4 or row[2] not in _PANDAS:
                raise ResultsError(f"{place / 'columns.csv'} describes no column by '{','.join(row)}'")
            if row[0] in columns:
                columns[row[0]].append(Column(row[1], row[2], _plain(row[3])))
        return cls(**{name: _table(place / f"{name}.csv", columns[name]) for name in columns})

    def write_parquet(self, folder: str | Path) -> list[Path]:
        """Writes `results.parquet` and `claims.parquet`, with pandas and pyarrow."""
        paths = []
        for name, table in (("results", self.results), ("claims", self.claims)):
            path = Path(folder) / f"{name}.parquet"
            table.pandas().to_parquet(path, index=False)
            paths.append(path)
        return paths


def _rows(path: Path) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file, strict=True))
    except OSError as error:
        raise ResultsError(f"{path} cannot be read: {error.strerror}") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise ResultsError(f"{path} is no table of comma-separated values: {error}") from error


def _table(path: Path, columns: list[Column]) -> Table:
    heading, *rows = _rows(path) or [[]]
    if heading != [column.name for column in columns]:
        raise ResultsError(f"{path} has other columns than columns.csv beside it")
    values = []
    for number, row in enumerate(rows, start=2):
        if len(row) != len(columns):
            raise ResultsError(f"{path}:{number} has {len(row)} cells, not {len(columns)}")
        try:
            values.append([_value(cell, column.kind) for cell, column in zip(row, columns)])
        except ValueError as error:
            raise ResultsError(f"{path}:{number} has a cell of another kind: {error}") from error
    return Table(columns, values)


def _value(cell: str, kind: str) -> Value:
    if not cell:
        return None
    if kind == "number":
        return float(cell)
    if kind == "count":
        return int(cell)
    if kind == "flag":
        return ("false", "true").index(cell) == 1
    return _plain(cell)


def _plain(cell: str) -> str:
    """Text without the mark that keeps spreadsheets from computing it."""
    return cell[1:] if cell.startswith("'") else cell
