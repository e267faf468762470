"""The PyTorch twin of distilling: an outer step of TD3 and an epoch on all data, timed or checked.

    summary_twin.py check FOLDER [--way graph|func|compile|higher] [--whole] [--double]
    summary_twin.py time FOLDER [--whole] [--threads 2]

FOLDER is what `Distilling write` leaves. The ways are those of `summary_steps.py`; `compile` is `func` through
`torch.compile`. `--whole` computes the features of every position as RecBole does; otherwise the last block
asks with the last position alone, as our side does.

`time` answers lines like `frozen graph 3` with a line of JSON each: seconds of an outer step whose learner
keeps its tables of items and positions as they are, the median of three. `trained` is one whose learner trains
them on, `epoch` an epoch of pre-training from so many batches of it. Nothing is built or compiled twice.
"""

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

import torch
from safetensors.torch import load_file

from summary_learner import Real, real
from summary_steps import Distillation
from twin import gemm_rate

TOLERANCE, FROM_NOTHING = 2e-4, 1e-2
"""Of a gradient as a share of its largest number, ours having single precision: behind plain steps, and from
Adam's first step, which hardly depends on a gradient's size: its derivative is a difference of numbers that
agree in most digits. There torch's own single precision is 7e-4 from its double after two steps."""


def checked(folder: Path, setting: dict, options) -> bool:
    """Prints how far losses and gradients are from those in the folder; true within tolerance."""
    good, batch = True, real(folder / "batch-0")
    kind = torch.float64 if options.double else torch.float32
    aligned = load_file(folder / "aligned.safetensors")["aligned"].to(kind)
    for number, check in enumerate(setting["checks"]):
        twin = Distillation(folder, options.way, check["frozen"], options.whole, kind)
        loss, gradients = twin.gradients(batch, aligned, check)
        expected = load_file(folder / f"gradients-{number}.safetensors")
        tables = "frozen" if check["frozen"] else "trained"
        print(f"{check['plain']} plain and {check['unrolled']} unrolled steps, tables {tables}")
        print(f"  {'loss':12} {loss:.7f}, apart by {abs(loss / check['loss'] - 1):.1e} of it")
        for path, gradient in gradients.items():
            largest = expected[path].abs().max().item()
            distance = (gradient - expected[path]).abs().max().item() / largest
            good &= distance <= (TOLERANCE if check["plain"] else FROM_NOTHING)
            print(f"  {path:12} largest gradient {largest:.3e}, apart by {distance:.1e} of it")
    return good


class Timed:
    """Work that is timed as often as asked for; what it needs is built, and run once, at first."""

    def __init__(self, folder: Path, setting: dict, whole: bool) -> None:
        self.folder, self.setting, self.whole = folder, setting, whole
        count = len(list(folder.glob("batch-*")))
        self.batches = [real(folder / f"batch-{number}") for number in range(count)]
        self.prepared = {}
        """By work and way: the twin, and the learner's optimizer in pre-training."""

    def seconds(self, work: str, way: str, count: int) -> float:
        if (work, way) not in self.prepared:
            twin = Distillation(self.folder, way, work == "frozen", self.whole)
            adam = torch.optim.Adam(twin.learner.parameters(), lr=1e-3, fused=True)
            self.prepared[work, way] = twin, adam
            # Once for what is made or compiled at first.
            self.seconds(work, way, 1)
        twin, adam = self.prepared[work, way]
        chosen = [self.batches[number % len(self.batches)] for number in range(count)]
        times = []
        for batch in chosen:
            aligned = None if work == "epoch" else twin.aligned(batch)
            begin = time.perf_counter()
            if work == "epoch":
                self.train(twin, adam, batch)
            else:
                twin.step(batch, aligned, self.setting)
            times.append(time.perf_counter() - begin)
        if work != "epoch":
            return statistics.median(times)
        share = sum(len(b.targets) for b in chosen) / sum(len(b.targets) for b in self.batches)
        return sum(times) / share

    def train(self, twin: Distillation, adam, batch: Real) -> None:
        """A plain step on real histories."""
        twin.learner.train()
        adam.zero_grad()
        twin.real_loss(list(twin.learner.parameters()), batch, None).backward()
        adam.step()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("verb", choices=["time", "check"])
    parser.add_argument("folder", type=Path)
    ways = ["graph", "func", "compile", "higher"]
    parser.add_argument("--way", choices=ways, default="graph")
    parser.add_argument("--whole", action="store_true", help="features of every position")
    parser.add_argument("--double", action="store_true", help="in double precision")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    setting = json.loads((options.folder / "setting.json").read_text())
    if options.verb == "time":
        timed = Timed(options.folder, setting, options.whole)
        for line in sys.stdin:
            work, way, count = line.split()
            seconds = timed.seconds(work, way, int(count))
            print(json.dumps({"seconds": seconds, "gemm": round(gemm_rate())}), flush=True)
    elif not checked(options.folder, setting, options):
        sys.exit("Gradients differ by more than the tolerance.")


if __name__ == "__main__":
    main()
