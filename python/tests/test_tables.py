"""Exported tables and records come back as they were written, to the digit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from repro_results import Record, ResultsError, Tables, read_records, table
from repro_results.__main__ import main

COLUMNS = (
    "table,column,kind,meaning\n"
    "results,run,text,the run\nresults,seed,count,the seed\n"
    'results,value,number,"a metric, exact"\nresults,published_data,flag,whether\n'
    "claims,claim,text,the claim\nclaims,printed,text,as printed\n"
)
RESULTS = 'run,seed,value,published_data\n"a, ""b""",1,0.30000000000000004,true\nc,2,,\n'
CLAIMS = "claim,printed\ngain,'+25 %\nquoted,''a'\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("columns", COLUMNS), ("results", RESULTS), ("claims", CLAIMS)):
        (tmp_path / f"{name}.csv").write_text(text)
    return tmp_path


def test_cells_have_their_kinds_and_text_has_no_mark(folder: Path) -> None:
    tables = Tables.read(folder)
    assert list(tables.results) == [
        {"run": 'a, "b"', "seed": 1, "value": 0.1 + 0.2, "published_data": True},
        {"run": "c", "seed": 2, "value": None, "published_data": None},
    ]
    assert tables.claims["printed"] == ["+25 %", "'a'"]
    assert tables.results.columns[2].meaning == "a metric, exact"


def test_data_frames_of_pandas(folder: Path) -> None:
    pytest.importorskip("pandas")
    frame = Tables.read(folder).results.pandas()
    assert [str(kind) for kind in frame.dtypes] == ["string", "Int64", "float64", "boolean"]
    assert frame["value"][0] == 0.1 + 0.2 and frame["value"].isna().tolist() == [False, True]


def test_data_frames_of_polars(folder: Path) -> None:
    pytest.importorskip("polars")
    frame = Tables.read(folder).results.polars()
    assert frame["seed"].to_list() == [1, 2] and frame["published_data"].to_list() == [True, None]


def test_parquet_files_stand_beside_the_tables(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    assert main(["parquet", str(folder)]) == 0
    assert "results.parquet" in capsys.readouterr().err
    back = pandas.read_parquet(folder / "results.parquet")
    assert back.equals(Tables.read(folder).results.pandas())


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("results", "run,seed\n", "other columns"),
        ("results", RESULTS + "c,2\n", r"results.csv:4 has 2 cells"),
        ("results", RESULTS.replace(",2,", ",two,"), r"results.csv:3 has a cell"),
        ("results", RESULTS.replace("true", "yes"), r"results.csv:2 has a cell"),
        ("columns", COLUMNS + "results,run\n", "columns.csv"),
        ("columns", COLUMNS + "results,other,colour,red\n", "columns.csv"),
        ("claims", 'claim,printed\n"a', "claims.csv"),
    ],
)
def test_a_broken_table_is_refused(folder: Path, name: str, text: str, words: str) -> None:
    (folder / f"{name}.csv").write_text(text)
    with pytest.raises(ResultsError, match=words):
        Tables.read(folder)
    assert main(["parquet", str(folder)]) == 65


def test_a_call_that_makes_no_sense_is_refused(tmp_path: Path) -> None:
    assert main([]) == 64
    assert main(["parquet", str(tmp_path)]) == 65


def record(**outcome: object) -> dict[str, object]:
    return {"schema": 1, "run": {"suite": "s", "name": "r", "seed": 3}, "outcome": outcome}


def test_records_are_rows_of_metrics(tmp_path: Path) -> None:
    records = tmp_path / "s" / "records"
    records.mkdir(parents=True)
    result = {"metrics": {"mrr": 0.5, "hr@1": 0.25}, "ranks": [1, 2, 3, 4], "users": 2}
    (records / "r.3.json").write_text(json.dumps(record(state="finished", result=result)))
    (records / "r.4.json").write_text(json.dumps(record(state="diverged", step=7)))
    for folder in (records, tmp_path / "s", tmp_path):
        first, second = read_records(folder)
        assert first.ranks is not None and first.ranks.tolist() == [[1, 2], [3, 4]]
        assert second.ranks is None
        assert [tuple(row.values()) for row in table([first, second])] == [
            ("s", "r", 3, "finished", "hr@1", 0.25),
            ("s", "r", 3, "finished", "mrr", 0.5),
            ("s", "r", 3, "diverged", None, None),
        ]


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"schema": 9}'])
def test_what_is_no_record_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "r.1.json"
    path.write_text(text)
    with pytest.raises(ResultsError, match="r.1.json"):
        Record.read(path)
    with pytest.raises(ResultsError, match="holds no records"):
        read_records(tmp_path / "none")
