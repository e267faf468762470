"""A distillation's outer steps and epoch against their twins', in turn, and the ratio of every pair.

    summary_compare.py FOLDER [--pairs 5] [--works frozen trained epoch] [--ways graph func higher]
        [--whole] [--tuned] [--distilling PATH]

Each way of the twin is tried once first, and the fastest stands against ours; an epoch has one way, and a second
where `--ways` names `compile`. The twin is one process that lives through all pairs and waits while ours is
measured.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from compare import HERE, measured, tuned

WORKS = {
    "frozen": ("outer step, tables frozen", 3),
    "trained": ("outer step, tables trained", 3),
    "epoch": ("epoch of pre-training", 8),
}
"""What each work is called, and outer steps or batches that are timed of it."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--count", type=int, help="outer steps or batches of each timing")
    parser.add_argument("--works", nargs="+", choices=WORKS, default=list(WORKS))
    ways = ["graph", "func", "compile", "higher"]
    # Compiling takes minutes, and is asked for by name.
    parser.add_argument("--ways", nargs="+", choices=ways, default=["graph", "func", "higher"])
    parser.add_argument("--whole", action="store_true", help="the twin's features of every position")
    parser.add_argument("--distilling", default=HERE.parent / ".build/release/Distilling")
    parser.add_argument("--tuned", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = tuned(folder) if options.tuned else {}

        def ours(work: str, count: int) -> dict:
            command = [options.distilling, "time", options.folder, work]
            return measured(command + ["--count", str(count)], {})

        command = [sys.executable, HERE / "summary_twin.py", "time", options.folder]
        process = subprocess.Popen(
            command + (["--whole"] if options.whole else []),
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

        def twin(work: str, way: str, count: int) -> dict:
            process.stdin.write(f"{work} {way} {count}\n")
            process.stdin.flush()
            line = process.stdout.readline()
            return json.loads(line) if line else sys.exit(f"The twin ended at {work} by {way}.")

        medians = []
        for work in options.works:
            title, count = WORKS[work]
            count = options.count or count
            tried = [w for w in options.ways if work != "epoch" or w in ("graph", "compile")]
            fastest = (tried or ["graph"])[0]
            if len(tried) > 1:
                found = {way: twin(work, way, 1)["seconds"] for way in tried}
                fastest = min(found, key=found.get)
                print(f"{title}: " + ", ".join(f"{w} {s:.2f} s" for w, s in found.items()))
            print("\n| pair | ours | twin | ratio | GEMM ours | GEMM twin |")
            print("| --- | --- | --- | --- | --- | --- |", flush=True)
            pairs = []
            for pair in range(1, options.pairs + 1):
                a, b = ours(work, count), twin(work, fastest, count)
                pairs.append((a["seconds"], b["seconds"]))
                cells = f"{pairs[-1][0]:.3f} s | {pairs[-1][1]:.3f} s"
                ratio = pairs[-1][1] / pairs[-1][0]
                print(f"| {pair} | {cells} | {ratio:.2f} | {a['gemm']} | {b['gemm']} |", flush=True)
            print()
            ratios = [b / a for a, b in pairs]
            ours_median, twin_median = (statistics.median(side) for side in zip(*pairs))
            medians.append(
                f"| {title} | {fastest} | {ours_median:.3f} s | {twin_median:.3f} s "
                f"| {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) |"
            )
        print("| work | twin's way | ours, median | twin, median | ratio, median (least to most) |")
        print("| --- | --- | --- | --- | --- |")
        print("\n".join(medians))
        process.stdin.close()
        process.wait()


if __name__ == "__main__":
    main()
