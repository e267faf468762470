"""What the tool wrote just now: `.ci/python` names the places."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from repro_results import Tables, read_records, table

TABLES = os.environ.get("REPRO_TABLES")
REPORTS = os.environ.get("REPRO_REPORTS")
pytestmark = pytest.mark.skipif(not TABLES or not REPORTS, reason="no tables of the tool are named")


def test_exported_results_are_the_records_to_the_last_digit() -> None:
    exported = Tables.read(Path(TABLES or "")).results
    values = {
        (row["suite"], row["run"], row["seed"], row["metric"]): row["value"]
        for row in exported
        if row["status"] == "finished"
    }
    records = table(read_records(Path(REPORTS or "")))
    assert len(records) > 10
    assert values == {
        (row["suite"], row["run"], row["seed"], row["metric"]): row["value"] for row in records
    }


def test_every_claim_has_its_verdict() -> None:
    claims = Tables.read(Path(TABLES or "")).claims
    assert len(claims) > 0
    for row in claims:
        assert row["verdict"] and row["headline"] in (True, False)
        if row["p"] is not None and row["p_adjusted"] is not None:
            assert float(str(row["p_adjusted"])) >= float(str(row["p"]))
