"""The PyTorch twin of distilling: an outer step of TD3 and an epoch on all data, timed or checked.

    summary_twin.py check FOLDER [--double]
    summary_twin.py time FOLDER [--way graph|func|higher] [--whole] [--frozen] [--steps 3] [--batches 24]

FOLDER is what `Distilling write` leaves. The ways differ in who goes back through the learner's steps:
`graph` is `torch.autograd.grad(create_graph=True)` with Adam written out, `func` the same by
`torch.func`, `higher` the authors' package around `torch.optim.Adam`. `--whole` computes the features of
every position as RecBole does; otherwise the last block asks with the last position alone, as our side does.
`--frozen` keeps the tables of items and positions as they are. `higher` puts Adam's epsilon before the
correction of the second moment, as torch once did: the work is the same, the numbers are not.
"""

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from summary_learner import Learner, Real, inner_loss, probabilities, real, real_loss
from twin import gemm_rate

RATE, DECAY, BETAS, EPSILON = 0.005, 5e-5, (0.9, 0.999), 1e-8
ROWS = 15
TOLERANCE = {False: 2e-3, True: 1e-3}
"""Of a gradient as a share of its largest number; ours has single precision either way."""


def adam(step: int, parameters, gradients, means, squares):
    """Adam's step as a function, its root masked where nothing has moved yet."""
    following = ([], [], [])
    for p, g, m, v in zip(parameters, gradients, means, squares):
        g = g + DECAY * p
        m = BETAS[0] * m + (1 - BETAS[0]) * g
        v = BETAS[1] * v + (1 - BETAS[1]) * g * g
        moved = v > 0
        root = torch.where(moved, torch.where(moved, v, 1).sqrt(), 0)
        divisor = root / (1 - BETAS[1] ** step) ** 0.5 + EPSILON
        for part, value in zip(
            following, (p - RATE / (1 - BETAS[0] ** step) * m / divisor, m, v)
        ):
            part.append(value)
    return following


class Distillation:
    """A learner, a summary, and a step of the summary against real histories."""

    def __init__(self, folder: Path, setting: dict, options) -> None:
        self.setting, self.options = setting, options
        kind = torch.float64 if getattr(options, "double", False) else torch.float32
        stored = load_file(folder / "learner.safetensors")
        self.learner = Learner({k: v.to(kind) for k, v in stored.items()}, options.whole)
        self.learner.freeze(options.frozen)
        self.factors = {
            path: value.to(kind).requires_grad_()
            for path, value in load_file(folder / "summary.safetensors").items()
        }
        self.items = stored["items"].to(kind)
        self.optimizer = torch.optim.Adam(
            self.factors.values(), lr=0.03, weight_decay=1e-4, fused=True
        )

    def shown(self, step: int, plan: list | None) -> Tensor:
        """Positions that are shown of each sequence: as planned, or drawn from 5 to L − 2."""
        return torch.tensor(plan[step]) if plan else torch.randint(5, 49, (ROWS,))

    def loss(self, trained: dict, synthetic: Tensor, index: int, shown: Tensor) -> Tensor:
        """The inner loss of the batch that is next."""
        batches = len(synthetic) // ROWS
        first = index % batches * ROWS
        part = slice(first, first + ROWS)
        names = self.learner.tables | trained
        vectors = self.vectors[part] if self.options.frozen else None
        if vectors is not None and not synthetic.requires_grad:
            vectors = vectors.detach()
        return inner_loss(self.learner, names, synthetic[part], shown, vectors)

    def advance(self, synthetic: Tensor, plain: int, plan):
        """Plain steps in the learner itself; parameters and Adam's memory afterwards."""
        optimizer = torch.optim.Adam(
            self.learner.parameters(), lr=RATE, weight_decay=DECAY, betas=BETAS, fused=True
        )
        held = synthetic.detach()
        for step in range(plain):
            optimizer.zero_grad()
            trained = dict(self.learner.named_parameters())
            self.loss(trained, held, step, self.shown(step, plan)).backward()
            optimizer.step()
        parameters = [p.detach().clone() for p in self.learner.parameters()]
        if plain == 0:
            zeros = [torch.zeros_like(p) for p in parameters]
            return optimizer, parameters, zeros, list(zeros)
        memory = [optimizer.state[p] for p in self.learner.parameters()]
        means = [m["exp_avg"].clone() for m in memory]
        return optimizer, parameters, means, [m["exp_avg_sq"].clone() for m in memory]

    def outer_loss(self, batch: Real, aligned: Tensor, plain: int, unrolled: int, plan=None):
        """The loss on real histories after plain and unrolled steps, with its graph."""
        synthetic = probabilities(self.factors, self.items)
        # While the item table stays as it is, so does what each position makes of it.
        self.vectors = synthetic @ self.items if self.options.frozen else None
        if self.options.way == "higher":
            return self.by_higher(synthetic, batch, aligned, plain, unrolled, plan)
        _, parameters, means, squares = self.advance(synthetic, plain, plan)
        names = [name for name, _ in self.learner.named_parameters()]
        if self.options.way == "graph":
            parameters = [p.requires_grad_() for p in parameters]
        for step in range(unrolled):
            shown = self.shown(plain + step, plan)

            def loss(values, step=step, shown=shown):
                return self.loss(dict(zip(names, values)), synthetic, step, shown)

            if self.options.way == "func":
                gradients = torch.func.grad(loss)(parameters)
            else:
                gradients = torch.autograd.grad(loss(parameters), parameters, create_graph=True)
            parameters, means, squares = adam(
                plain + step + 1, parameters, gradients, means, squares
            )
        names = self.learner.tables | dict(zip(names, parameters))
        return real_loss(self.learner, names, batch, aligned)

    def by_higher(self, synthetic, batch, aligned, plain, unrolled, plan):
        """As the authors: their package makes torch's Adam differentiable."""
        import higher

        optimizer, *_ = self.advance(synthetic, plain, plan)
        for group in optimizer.param_groups:
            group["fused"] = None
        with higher.innerloop_ctx(self.learner, optimizer, copy_initial_weights=True) as (
            functional,
            steps,
        ):
            paths = [path for path, _ in self.learner.named_parameters()]
            for step in range(unrolled):
                names = dict(zip(paths, functional.parameters()))
                steps.step(self.loss(names, synthetic, step, self.shown(plain + step, plan)))
            names = self.learner.tables | dict(zip(paths, functional.parameters()))
            return real_loss(self.learner, names, batch, aligned)

    def gradients(self, batch, aligned, check: dict) -> tuple[float, dict[str, Tensor]]:
        """Loss and derivatives by the factors, nothing dropped, nothing shortened."""
        self.learner.eval()
        loss = self.outer_loss(
            batch, aligned, check["plain"], check["unrolled"], check["shown"]
        )
        found = torch.autograd.grad(loss, list(self.factors.values()))
        return loss.item(), dict(zip(self.factors, found))

    def step(self, batch: Real, aligned: Tensor) -> None:
        """An outer step."""
        self.learner.train()
        self.optimizer.zero_grad()
        self.outer_loss(
            batch, aligned, self.setting["plain"], self.setting["unrolled"]
        ).backward()
        nn.utils.clip_grad_norm_(list(self.factors.values()), 1.0)
        self.optimizer.step()

    def epoch(self, batches: list[Real]) -> None:
        """Plain training on real histories, tables and all."""
        self.learner.freeze(False)
        self.learner.train()
        optimizer = torch.optim.Adam(self.learner.parameters(), lr=1e-3, fused=True)
        for batch in batches:
            optimizer.zero_grad()
            names = dict(self.learner.named_parameters())
            real_loss(self.learner, names, batch, None).backward()
            optimizer.step()


def checked(folder: Path, setting: dict, options) -> bool:
    """Prints how far losses and gradients are from those in the folder; true within tolerance."""
    good, batch = True, real(folder / "batch-0")
    for number, check in enumerate(setting["checks"]):
        options.frozen = check["frozen"]
        twin = Distillation(folder, setting, options)
        aligned = load_file(folder / "aligned.safetensors")["aligned"].to(twin.items.dtype)
        loss, gradients = twin.gradients(batch, aligned, check)
        expected = load_file(folder / f"gradients-{number}.safetensors")
        tables = "frozen" if check["frozen"] else "trained"
        print(f"{check['plain']} plain and {check['unrolled']} unrolled steps, tables {tables}")
        print(f"  {'loss':12} {loss:.7f}, apart by {abs(loss / check['loss'] - 1):.1e} of it")
        for path, gradient in gradients.items():
            largest = expected[path].abs().max().item()
            distance = (gradient - expected[path]).abs().max().item() / largest
            good &= distance <= TOLERANCE[options.double]
            print(f"  {path:12} largest gradient {largest:.3e}, apart by {distance:.1e} of it")
    return good


def timed(folder: Path, setting: dict, options) -> dict:
    """Median seconds of an outer step and seconds of an epoch, by its rows' share."""
    twin = Distillation(folder, setting, options)
    count = len(list(folder.glob("batch-*")))
    batches = [real(folder / f"batch-{number}") for number in range(count)]
    times = []
    for step in range(options.steps + 1):
        batch = batches[step % count]
        with torch.no_grad():
            twin.learner.eval()
            aligned = twin.learner.after(
                twin.learner.tables | dict(twin.learner.named_parameters()), batch
            )
        begin = time.perf_counter()
        twin.step(batch, aligned)
        times.append(time.perf_counter() - begin)
    chosen = batches[: options.batches]
    begin = time.perf_counter()
    twin.epoch(chosen)
    epoch = time.perf_counter() - begin
    share = sum(len(b.targets) for b in chosen) / sum(len(b.targets) for b in batches)
    return {
        "outerStep": statistics.median(times[1:]),
        "epoch": epoch / share,
        "gemm": round(gemm_rate()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("verb", choices=["time", "check"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--way", choices=["graph", "func", "higher"], default="graph")
    parser.add_argument("--whole", action="store_true", help="features of every position")
    parser.add_argument("--frozen", action="store_true", help="tables stay as they are")
    parser.add_argument("--double", action="store_true", help="in double precision")
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--batches", type=int, default=24)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    setting = json.loads((options.folder / "setting.json").read_text())
    if options.verb == "time":
        print(json.dumps(timed(options.folder, setting, options)))
    elif not checked(options.folder, setting, options):
        sys.exit("Gradients differ by more than the tolerance.")


if __name__ == "__main__":
    main()
