"""PyTorch twins of the click models' timed step: rows trained on a second.

    click_twin.py dnn|xcrossnet ROWS_OF_THE_TABLE STEPS

Batch 4,096, 13 numbers, 26 fields, 20 features, two hidden layers of 400, Adam over everything with a
dense gradient of the table, as the published implementations have it.
"""

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

    def __init__(self, height: int) -> None:
        super().__init__()
        self.table = nn.Embedding(height, WIDTH)
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

    def __init__(self, height: int) -> None:
        super().__init__()
        self.table = nn.Embedding(height, WIDTH)
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


def main() -> None:
    if len(sys.argv) != 4 or sys.argv[1] not in ("dnn", "xcrossnet"):
        raise SystemExit(__doc__)
    field, steps = int(sys.argv[2]) // FIELDS, int(sys.argv[3])
    torch.manual_seed(1)
    model = {"dnn": DNN, "xcrossnet": XCrossNet}[sys.argv[1]](field * FIELDS)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss = nn.BCEWithLogitsLoss()
    first = torch.arange(FIELDS) * field
    batches = [
        (
            torch.rand(ROWS, DENSE),
            torch.randint(0, field, (ROWS, FIELDS)) + first,
            (torch.rand(ROWS) < 0.25).float(),
        )
        for _ in range(4)
    ]

    def step(index: int) -> None:
        numbers, ids, labels = batches[index % 4]
        optimizer.zero_grad()
        loss(model(numbers, ids), labels).backward()
        optimizer.step()

    for index in range(8):
        step(index)
    begin = time.perf_counter()
    for index in range(steps):
        step(index)
    print(round(steps * ROWS / (time.perf_counter() - begin)))


if __name__ == "__main__":
    main()
