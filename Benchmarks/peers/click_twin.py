"""PyTorch twins of the click models' timed step: rows trained on a second.

    click_twin.py dnn|xcrossnet dense|lazy ROWS_OF_THE_TABLE STEPS
    click_twin.py check

Batch 4,096, 13 numbers, 26 fields, 20 features, two hidden layers of 400, fused Adam. A dense table
has a dense gradient, as the published implementations have it; a lazy one a sparse gradient and
`SparseAdam`, which steps the rows of the batch alone, as our lazy tables do. `check` holds both
against Adam's formulas, written out.
"""

import math
import sys
import time

import torch
from torch import Tensor, nn

ROWS, DENSE, FIELDS, WIDTH, HIDDEN, PRODUCTS, DEPTH = 4096, 13, 26, 20, 400, 20, 4


class Network(nn.Module):
    """Two hidden layers and an output."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(inputs, HIDDEN),
            nn.ReLU(),
            nn.Linear(HIDDEN, HIDDEN),
            nn.ReLU(),
            nn.Linear(HIDDEN, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x).squeeze(1)


class DNN(nn.Module):
    """Numbers and embeddings under the network."""

    def __init__(self, height: int, sparse: bool) -> None:
        super().__init__()
        self.table = nn.Embedding(height, WIDTH, sparse=sparse)
        self.network = Network(DENSE + FIELDS * WIDTH)

    def forward(self, numbers: Tensor, ids: Tensor) -> Tensor:
        return self.network(torch.cat([numbers, self.table(ids).flatten(1)], 1))


class Cross(nn.Module):
    """`x (yᵀ w) + b`."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(width, 1) * 0.1)
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        return x * (y @ self.weight) + self.bias


class XCrossNet(nn.Module):
    """The paper's model, its second-order products in the factorised form."""

    def __init__(self, height: int, sparse: bool) -> None:
        super().__init__()
        self.table = nn.Embedding(height, WIDTH, sparse=sparse)
        self.crosses = nn.ModuleList(Cross(DENSE) for _ in range(DEPTH - 1))
        self.first = nn.Parameter(torch.randn(FIELDS * WIDTH, PRODUCTS) * 0.05)
        self.theta = nn.Parameter(torch.randn(PRODUCTS, FIELDS) * 0.2)
        joined = DENSE * DEPTH + 2 * PRODUCTS
        self.second = Cross(joined)
        self.network = Network(2 * joined)

    def forward(self, numbers: Tensor, ids: Tensor) -> Tensor:
        orders = [numbers]
        for cross in self.crosses:
            orders.append(cross(numbers, orders[-1]))
        embedded = self.table(ids)
        sums = torch.matmul(self.theta, embedded)
        products = [embedded.flatten(1) @ self.first, sums.square().sum(2)]
        joined = torch.cat(orders + products, 1)
        return self.network(torch.cat([joined, self.second(joined, joined)], 1))


MODELS = {"dnn": DNN, "xcrossnet": XCrossNet}
RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-8


class Trainer:
    """A model, its optimizers and four batches that are taken in turn."""

    def __init__(self, name: str, tables: str, height: int) -> None:
        torch.manual_seed(1)
        field = height // FIELDS
        self.model = MODELS[name](field * FIELDS, tables == "lazy")
        table = self.model.table.weight
        others = [p for p in self.model.parameters() if p is not table]
        betas = (BETA1, BETA2)
        if tables == "lazy":
            self.optimizers = [
                torch.optim.SparseAdam([table], lr=RATE, betas=betas, eps=EPSILON),
                torch.optim.Adam(others, lr=RATE, betas=betas, eps=EPSILON, fused=True),
            ]
        else:
            self.optimizers = [
                torch.optim.Adam([table, *others], lr=RATE, betas=betas, eps=EPSILON, fused=True)
            ]
        self.loss = nn.BCEWithLogitsLoss()
        first = torch.arange(FIELDS) * field
        self.batches = [
            (
                torch.rand(ROWS, DENSE),
                torch.randint(0, field, (ROWS, FIELDS)) + first,
                (torch.rand(ROWS) < 0.25).float(),
            )
            for _ in range(4)
        ]

    def gradients(self, index: int) -> None:
        numbers, ids, labels = self.batches[index % 4]
        self.model.zero_grad()
        self.loss(self.model(numbers, ids), labels).backward()

    def step(self, index: int) -> None:
        self.gradients(index)
        for optimizer in self.optimizers:
            optimizer.step()


def farthest(name: str, tables: str, steps: int) -> float:
    """The largest distance of a number after some steps from Adam's formulas, as a share of the rate.

    Of a lazy table the formulas step the rows of the batch alone: the moments of the others stay.
    """
    twin = Trainer(name, tables, 100_000)
    values = [p.detach().double().clone() for p in twin.model.parameters()]
    moments = [(torch.zeros_like(v), torch.zeros_like(v)) for v in values]
    distance = 0.0
    for index in range(steps):
        twin.gradients(index)
        for value, (m, v), parameter in zip(values, moments, twin.model.parameters()):
            touched = torch.ones(len(value), dtype=torch.bool)
            gradient = parameter.grad
            if gradient.is_sparse:
                touched[:] = False
                touched[gradient.coalesce().indices()[0]] = True
                gradient = gradient.to_dense()
            g = gradient.double()[touched]
            m[touched] = BETA1 * m[touched] + (1 - BETA1) * g
            v[touched] = BETA2 * v[touched] + (1 - BETA2) * g * g
            first = m[touched] / (1 - BETA1 ** (index + 1))
            second = v[touched] / (1 - BETA2 ** (index + 1))
            # The one thing that SparseAdam does otherwise than Adam and than our lazy tables: it adds
            # epsilon before the second moment is corrected.
            early = math.sqrt(1 - BETA2 ** (index + 1)) if parameter.grad.is_sparse else 1
            value[touched] -= RATE * first / (second.sqrt() + EPSILON / early)
        for optimizer in twin.optimizers:
            optimizer.step()
        for value, parameter in zip(values, twin.model.parameters()):
            distance = max(distance, (value - parameter.detach().double()).abs().max().item())
    return distance / RATE


def main() -> None:
    words = sys.argv[1:]
    if words == ["check"]:
        for name in MODELS:
            for tables in ("dense", "lazy"):
                distance = farthest(name, tables, 4)
                print(f"{name} {tables}: {distance:.1e} of the rate from Adam's formulas")
                if distance > 0.01:
                    raise SystemExit("click_twin.py: that is not what Adam's formulas say")
        return
    if len(words) != 4 or words[0] not in MODELS or words[1] not in ("dense", "lazy"):
        raise SystemExit(__doc__)
    trainer, steps = Trainer(words[0], words[1], int(words[2])), int(words[3])
    for index in range(8):
        trainer.step(index)
    begin = time.perf_counter()
    for index in range(steps):
        trainer.step(index)
    print(round(steps * ROWS / (time.perf_counter() - begin)))


if __name__ == "__main__":
    main()
