"""Our click models' training steps against their twins', in turn, and the ratio of every pair.

    click_compare.py CLICK_STEPS [--pairs 5]

CLICK_STEPS is the built program `ClickSteps`. At 120,000 rows of the table both sides have dense
Adam; then the lazy table at 0.1, 1 and 10 million rows stands against the twin's, whose gradient is
sparse and whose optimizer is SparseAdam.
"""

import argparse
import statistics
import subprocess
import sys
from pathlib import Path

TWIN = Path(__file__).parent / "click_twin.py"


def rate(command: list[str]) -> int:
    """Rows a second that a program prints."""
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("steps", metavar="CLICK_STEPS")
    parser.add_argument("--pairs", type=int, default=5)
    options = parser.parse_args()

    def against(model: str, tables: str, height: int, steps: int) -> None:
        ours, theirs = [], []
        for _ in range(options.pairs):
            ours.append(rate([options.steps, model, tables, str(height), str(steps)]))
            theirs.append(
                rate([sys.executable, str(TWIN), model, tables, str(height), str(steps)])
            )
        ratios = sorted(a / b for a, b in zip(ours, theirs))
        print(
            f"{model} {tables} {height:>10,}: {statistics.median(ours):>9,.0f} rows/s, "
            f"twin {statistics.median(theirs):>9,.0f} rows/s, ratio {statistics.median(ratios):.2f} "
            f"({ratios[0]:.2f} to {ratios[-1]:.2f})",
            flush=True,
        )

    against("xcrossnet", "dense", 120_000, 20)
    against("dnn", "dense", 120_000, 20)
    for height in (100_000, 1_000_000, 10_000_000):
        against("xcrossnet", "lazy", height, 20)


if __name__ == "__main__":
    main()
