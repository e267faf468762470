"""Our training step against its PyTorch twin's, in turn A B A B, and the ratio of every pair.

    compare.py FOLDER… [--pairs 4] [--exchange PATH] [--compile] [--tuned]

`--tuned` gives the twin what a careful user could give it from outside: glibc keeps freed memory
instead of handing it back to the system after every step, and on processors that are not Intel's a
one-line library tells MKL to use its fast kernels all the same (needs a C compiler).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
SHIM = "int mkl_serv_intel_cpu_true(void) { return 1; }\n"


def tuned(folder: str) -> dict[str, str]:
    """Settings from outside under which the twin runs faster."""
    settings = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(1 << 34)}
    source, library = Path(folder, "shim.c"), Path(folder, "shim.so")
    source.write_text(SHIM)
    if subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source]).returncode == 0:
        settings["LD_PRELOAD"] = str(library)
    return settings


def measured(command: list[str], environment: dict[str, str]) -> dict:
    """The JSON that a timing command prints last."""
    run = subprocess.run(
        command, env=os.environ | environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if run.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed with exit code {run.returncode}.")
    return json.loads(run.stdout.strip().splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--pairs", type=int, default=4)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--exchange", default=HERE.parent / ".build/release/Exchange")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--tuned", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = tuned(folder) if options.tuned else {}
        print("| model | pair | ours, tokens/s | twin, tokens/s | ratio | GEMM ours | GEMM twin |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for setting in options.folders:
            ratios = []
            for pair in range(1, options.pairs + 1):
                ours = measured(
                    [options.exchange, "time", setting, "--steps", str(options.steps)], {}
                )
                command = [sys.executable, HERE / "twin.py", "time", setting]
                command += ["--steps", str(options.steps)]
                command += ["--compile"] if options.compile else []
                twin = measured(command, environment)
                ratios.append(ours["tokensPerSecond"] / twin["tokensPerSecond"])
                print(
                    f"| {setting.name} | {pair} | {ours['tokensPerSecond']:,} "
                    f"| {twin['tokensPerSecond']:,} | {ratios[-1]:.2f} "
                    f"| {ours['gemm']} | {twin['gemm']} |",
                    flush=True,
                )
            print(f"| {setting.name} | median | | | {statistics.median(ratios):.2f} | | |")


if __name__ == "__main__":
    main()
