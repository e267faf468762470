"""Our outer step and epoch of a distillation against their twins', in turn, and the ratio of every pair.

    summary_compare.py FOLDER [--pairs 3] [--ways graph func higher] [--whole] [--frozen]
        [--distilling PATH] [--tuned]

Each way of the twin is tried once first; the fastest stands against ours.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from compare import HERE, measured, tuned


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--batches", type=int, default=24)
    parser.add_argument("--ways", nargs="+", default=["graph", "func", "higher"])
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--frozen", action="store_true")
    parser.add_argument("--distilling", default=HERE.parent / ".build/release/Distilling")
    parser.add_argument("--tuned", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = tuned(folder) if options.tuned else {}

        def twin(way: str, steps: int, batches: int) -> dict:
            command = [sys.executable, HERE / "summary_twin.py", "time", options.folder]
            command += ["--way", way, "--steps", str(steps), "--batches", str(batches)]
            command += ["--frozen"] if options.frozen else []
            return measured(command + (["--whole"] if options.whole else []), environment)

        fastest = options.ways[0]
        if len(options.ways) > 1:
            tried = {way: twin(way, 1, 1)["outerStep"] for way in options.ways}
            print(", ".join(f"{way} {seconds:.2f} s" for way, seconds in tried.items()))
            fastest = min(tried, key=tried.get)
        print("| pair | outer step, ours | twin | ratio | epoch, ours | twin | ratio | GEMM | twin |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
        ratios = {"outerStep": [], "epoch": []}
        for pair in range(1, options.pairs + 1):
            command = [options.distilling, "time", options.folder, "--steps", str(options.steps)]
            command += ["--frozen"] if options.frozen else []
            ours = measured(command + ["--batches", str(options.batches)], {})
            theirs = twin(fastest, options.steps, options.batches)
            cells = []
            for what, found in ratios.items():
                found.append(theirs[what] / ours[what])
                cells.append(f"{ours[what]:.2f} s | {theirs[what]:.2f} s | {found[-1]:.2f}")
            cells += [str(ours["gemm"]), str(theirs["gemm"])]
            print(f"| {pair} | {' | '.join(cells)} |", flush=True)
        print(
            f"| median | | | {statistics.median(ratios['outerStep']):.2f} "
            f"| | | {statistics.median(ratios['epoch']):.2f} | | |"
        )


if __name__ == "__main__":
    main()
