"""The PyTorch twin of one model: its time for a step, or its numbers against ours.

    twin.py time FOLDER [--steps 12] [--threads 2] [--compile]
    twin.py check FOLDER

FOLDER is what `Exchange write` leaves: `setting.json`, `weights.safetensors`, `batch-<n>/`, and for
`check` also `gradients.safetensors` and the loss in `setting.json`.
"""

import argparse
import json
import os
import statistics
import sys
import time
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

import batches
from loss import sampled_softmax
from models import build

LOSS_TOLERANCE = 1e-5
GRADIENT_TOLERANCE = 1e-4


TRANSLATED = {
    ".relative.": ".",
    ".gru.weight_ih_l0": ".input.weight",
    ".gru.bias_ih_l0": ".input.bias",
    ".gru.weight_hh_l0": ".state.weight",
    ".gru.bias_hh_l0": ".state.bias",
}
"""Names in weight files of what PyTorch, or the twin, calls otherwise."""


def named(model: nn.Module) -> dict[str, nn.Parameter]:
    """Parameters by the path they have in weight files."""
    paths = {}
    for path, parameter in model.named_parameters():
        for ours, theirs in TRANSLATED.items():
            path = path.replace(ours, theirs)
        paths[path] = parameter
    return paths


def load(model: nn.Module, file: Path) -> None:
    """Fills a model from a weight file; every parameter must be there, and nothing else."""
    stored, parameters = load_file(file), named(model)
    if stored.keys() != parameters.keys():
        raise SystemExit(f"{file} and the twin differ in {sorted(stored.keys() ^ parameters.keys())}.")
    with torch.no_grad():
        for path, parameter in parameters.items():
            parameter.copy_(stored[path])


def gemm_rate() -> float:
    """This process's single-precision product rate, GFLOP/s: the better of four at 2048³."""
    a = torch.randn(2048, 2048)
    best = float("inf")
    for _ in range(5):
        begin = time.perf_counter()
        a @ a
        best = min(best, time.perf_counter() - begin)
    return 2 * 2048**3 / best / 1e9


def timed(model: nn.Module, setting: dict, packed: list[dict[str, Tensor]], options) -> dict:
    """Median tokens per second of whole training steps, drawing negatives and Adam included."""
    model.train()
    if options.compile:
        # The blocks alone: their shapes are the padded ones, which hardly ever change.
        for block in model.blocks:
            block.compile()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, betas=(0.9, 0.98), fused=True)
    candidates = torch.tensor(setting["candidates"])
    warm_up = len(packed)
    rates = []
    for step in range(warm_up + options.steps):
        batch = packed[step % len(packed)]
        begin = time.perf_counter()
        prepared = batches.padded(batch)
        draws = torch.randint(len(candidates), (len(prepared.targets), setting["negatives"]))
        users = model(prepared)
        loss = sampled_softmax(
            users, model.items, prepared.targets, candidates[draws], setting["temperature"]
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step >= warm_up:
            rates.append(len(prepared.targets) / (time.perf_counter() - begin))
    return {"tokensPerSecond": round(statistics.median(rates)), "gemm": round(gemm_rate())}


def checked(model: nn.Module, setting: dict, batch: dict[str, Tensor], folder: Path) -> bool:
    """Prints how far loss and gradients are from those in the folder; true within tolerance."""
    model.eval()
    users = model(batches.padded(batch))
    negatives = batch["negatives"].view(len(users), -1)
    loss = sampled_softmax(
        users, model.items, batch["targets"], negatives, setting["temperature"]
    )
    loss.backward()
    distance = abs(loss.item() - setting["loss"]) / abs(setting["loss"])
    good = distance <= LOSS_TOLERANCE
    print(f"{'loss':40} {loss.item():.7f} against {setting['loss']:.7f}: {distance:.1e}")
    expected = load_file(folder / "gradients.safetensors")
    for path, parameter in named(model).items():
        largest = expected[path].abs().max().item()
        distance = (parameter.grad - expected[path]).abs().max().item() / max(largest, 1e-30)
        good &= distance <= GRADIENT_TOLERANCE
        print(f"{path:40} largest gradient {largest:.3e}, apart by {distance:.1e} of it")
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("verb", choices=["time", "check"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--compile", action="store_true", help="through torch.compile")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    setting = json.loads((options.folder / "setting.json").read_text())
    model = build(setting["model"], setting["itemRows"])
    load(model, options.folder / "weights.safetensors")
    packed = batches.read(options.folder)
    if options.verb == "time":
        print(json.dumps(timed(model, setting, packed, options)))
    elif not checked(model, setting, packed[0], options.folder):
        sys.exit("Loss or gradients differ by more than the tolerances 1e-5 and 1e-4.")


if __name__ == "__main__":
    main()
