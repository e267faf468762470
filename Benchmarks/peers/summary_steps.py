"""Outer steps of TD3 in PyTorch, in ways that differ in who goes back through the learner's steps.

`graph` is `torch.autograd.grad(create_graph=True)` with Adam written out, `func` the same by `torch.func`,
`higher` the authors' package around `torch.optim.Adam`. `higher` puts Adam's epsilon before the correction
of the second moment, as torch once did: the work is the same, the numbers are not.

`compile` is `func` whose learner's step goes through `torch.compile`, gradient and all, and so does the loss on
real histories.
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from summary_learner import Learner, Real, inner_loss, probabilities, real_loss

RATE, DECAY, BETAS, EPSILON = 0.005, 5e-5, (0.9, 0.999), 1e-8
ROWS = 15


def corrections(step: int, kind) -> list[Tensor]:
    """What Adam divides its moments by: tensors, so that nothing is compiled for each step anew."""
    return [torch.tensor(1 - beta**step, dtype=kind) for beta in BETAS]


def adam(corrected: list[Tensor], parameters, gradients, means, squares):
    """Adam's step as a function, its root masked where nothing has moved yet."""
    following = ([], [], [])
    for p, g, m, v in zip(parameters, gradients, means, squares):
        g = g + DECAY * p
        m = BETAS[0] * m + (1 - BETAS[0]) * g
        v = BETAS[1] * v + (1 - BETAS[1]) * g * g
        moved = v > 0
        root = torch.where(moved, torch.where(moved, v, 1).sqrt(), 0)
        divisor = root / corrected[1].sqrt() + EPSILON
        for part, value in zip(following, (p - RATE / corrected[0] * m / divisor, m, v)):
            part.append(value)
    return following


class Distillation:
    """A learner, a summary, and a step of the summary against real histories."""

    def __init__(
        self,
        folder: Path,
        way: str = "graph",
        frozen: bool = False,
        whole: bool = False,
        kind=torch.float32,
    ) -> None:
        self.way, self.frozen, self.kind = way, frozen, kind
        compiled = way == "compile"
        stored = load_file(folder / "learner.safetensors")
        self.learner = Learner({k: v.to(kind) for k, v in stored.items()}, whole)
        self.learner.freeze(frozen)
        self.factors = {
            path: value.to(kind).requires_grad_()
            for path, value in load_file(folder / "summary.safetensors").items()
        }
        self.items = stored["items"].to(kind)
        self.vectors: Tensor | None = None
        self.optimizer = torch.optim.Adam(
            self.factors.values(), lr=0.03, weight_decay=1e-4, fused=True
        )
        self.names = [name for name, _ in self.learner.named_parameters()]
        self.stepped = torch.compile(self.functional) if compiled else self.functional
        self.real_loss = torch.compile(self.real) if compiled else self.real

    def shown(self, step: int, plan: list | None) -> Tensor:
        """Positions that are shown of each sequence: as planned, or drawn from 5 to L − 2."""
        return torch.tensor(plan[step]) if plan else torch.randint(5, 49, (ROWS,))

    def part(self, synthetic: Tensor, index: int) -> tuple[Tensor, Tensor | None]:
        """The batch that is next, and what it makes of the item table where that stays as it is."""
        first = index % (len(synthetic) // ROWS) * ROWS
        rows = slice(first, first + ROWS)
        if self.vectors is None:
            return synthetic[rows], None
        vectors = self.vectors if synthetic.requires_grad else self.vectors.detach()
        return synthetic[rows], vectors[rows]

    def loss(self, values, batch: tuple[Tensor, Tensor | None], shown: Tensor) -> Tensor:
        """The inner loss of a batch."""
        names = self.learner.tables | dict(zip(self.names, values))
        return inner_loss(self.learner, names, batch[0], shown, batch[1])

    def functional(self, values, means, squares, batch, shown: Tensor, corrected):
        """A learner's step by `torch.func`."""
        gradients = torch.func.grad(lambda values: self.loss(values, batch, shown))(values)
        return adam(corrected, values, gradients, means, squares)

    def real(self, values, batch: Real, aligned: Tensor | None) -> Tensor:
        names = self.learner.tables | dict(zip(self.names, values))
        return real_loss(self.learner, names, batch, aligned)

    def plain(self, synthetic: Tensor, steps: int, plan):
        """Plain steps in the learner itself; torch's optimizer, parameters and Adam's memory afterwards."""
        synthetic = synthetic.detach()
        parameters = list(self.learner.parameters())
        optimizer = torch.optim.Adam(
            parameters, lr=RATE, weight_decay=DECAY, betas=BETAS, fused=True
        )
        if self.way == "compile":
            state = [[p.detach() for p in parameters]]
            state += [[torch.zeros_like(p) for p in state[0]] for _ in range(2)]
            with torch.no_grad():
                for step in range(steps):
                    state = self.stepped(
                        *state, self.part(synthetic, step), self.shown(step, plan),
                        corrections(step + 1, self.kind),
                    )
                for parameter, value in zip(parameters, state[0]):
                    parameter.copy_(value)
            return optimizer, *state
        for step in range(steps):
            optimizer.zero_grad()
            self.loss(parameters, self.part(synthetic, step), self.shown(step, plan)).backward()
            optimizer.step()
        values = [p.detach().clone() for p in parameters]
        if steps == 0:
            return optimizer, values, *[[torch.zeros_like(p) for p in values] for _ in range(2)]
        memory = [optimizer.state[p] for p in parameters]
        means = [m["exp_avg"].clone() for m in memory]
        return optimizer, values, means, [m["exp_avg_sq"].clone() for m in memory]

    def outer_loss(self, batch: Real, aligned: Tensor, plain: int, unrolled: int, plan=None):
        """The loss on real histories after plain and unrolled steps, with its graph."""
        synthetic = probabilities(self.factors, self.items)
        # While the item table stays as it is, so does what each position makes of it.
        self.vectors = synthetic @ self.items if self.frozen else None
        optimizer, *state = self.plain(synthetic, plain, plan)
        if self.way == "higher":
            return self.by_higher(optimizer, synthetic, batch, aligned, plain, unrolled, plan)
        if self.way == "graph":
            state[0] = [p.requires_grad_() for p in state[0]]
        for step in range(unrolled):
            part, shown = self.part(synthetic, step), self.shown(plain + step, plan)
            corrected = corrections(plain + step + 1, self.kind)
            if self.way in ("func", "compile"):
                state = self.stepped(*state, part, shown, corrected)
            else:
                gradients = torch.autograd.grad(
                    self.loss(state[0], part, shown), state[0], create_graph=True
                )
                state = adam(corrected, state[0], gradients, *state[1:])
        return self.real_loss(state[0], batch, aligned)

    def by_higher(self, optimizer, synthetic, batch, aligned, plain, unrolled, plan):
        """As the authors: their package makes torch's Adam differentiable."""
        import higher

        for group in optimizer.param_groups:
            group["fused"] = None
        with higher.innerloop_ctx(self.learner, optimizer, copy_initial_weights=True) as (
            functional,
            steps,
        ):
            for step in range(unrolled):
                values = list(functional.parameters())
                shown = self.shown(plain + step, plan)
                steps.step(self.loss(values, self.part(synthetic, step), shown))
            return self.real_loss(list(functional.parameters()), batch, aligned)

    def gradients(self, batch, aligned, check: dict) -> tuple[float, dict[str, Tensor]]:
        """Loss and derivatives by the factors, nothing dropped, nothing shortened."""
        self.learner.eval()
        loss = self.outer_loss(
            batch, aligned, check["plain"], check["unrolled"], check["shown"]
        )
        found = torch.autograd.grad(loss, list(self.factors.values()))
        return loss.item(), dict(zip(self.factors, found))

    def step(self, batch: Real, aligned: Tensor, setting: dict) -> None:
        """An outer step."""
        self.learner.train()
        self.optimizer.zero_grad()
        self.outer_loss(batch, aligned, setting["plain"], setting["unrolled"]).backward()
        nn.utils.clip_grad_norm_(list(self.factors.values()), 1.0)
        self.optimizer.step()

    def aligned(self, batch: Real) -> Tensor:
        """Features to come close to."""
        self.learner.eval()
        with torch.no_grad():
            names = self.learner.tables | dict(self.learner.named_parameters())
            return self.learner.after(names, batch)
