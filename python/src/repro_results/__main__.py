"""`python -m repro_results parquet FOLDER`: exported tables as Parquet files beside them."""

from __future__ import annotations

import sys

from .split import ResultsError
from .tables import Tables


def main(words: list[str]) -> int:
    """Does what the words say; the exit codes are the tool's."""
    if len(words) != 2 or words[0] != "parquet":
        print("usage: python -m repro_results parquet FOLDER", file=sys.stderr)
        return 64
    try:
        paths = Tables.read(words[1]).write_parquet(words[1])
    except ResultsError as error:
        print(f"repro_results: {error}", file=sys.stderr)
        return 65
    except ImportError as error:
        print(f"repro_results: Parquet needs pandas and pyarrow: {error}", file=sys.stderr)
        return 69
    print(f"Written: {', '.join(map(str, paths))}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
