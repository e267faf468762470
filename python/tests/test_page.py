"""The page about a model of one's own shows what the example's suite says."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_quotes_the_suite_and_names_files_that_are_there() -> None:
    page = (ROOT / "docs/judge-your-own-model.md").read_text(encoding="utf-8")
    suite = (ROOT / "python/examples/mine.yaml").read_text(encoding="utf-8")
    block = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert block is not None
    lines = [line.strip() for line in suite.splitlines()]
    quoted = [line.strip() for line in block[1].splitlines()]
    begin = len(lines) - lines[::-1].index("kind: external") - 2
    assert lines[begin : begin + len(quoted)] == quoted
    named = re.findall(r"python/examples/[a-z.]+", page)
    assert len(named) >= 3
    for name in named:
        assert (ROOT / name).is_file(), name
    printed = re.search(r'printed: "([0-9.]+)"', suite)
    assert printed is not None and f"| {printed[1]} |" in page
