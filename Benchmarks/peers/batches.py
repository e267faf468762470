"""Packed batches from the folders that the exchange writes, padded for the twins."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from layers import Padded, time_buckets

COLUMNS = {
    "offsets": np.int64,
    "items": np.int32,
    "times": np.int64,
    "nextTimes": np.int64,
    "targets": np.int32,
    "negatives": np.int32,
}


def read(folder: Path) -> list[dict[str, Tensor]]:
    """The batches `batch-0`, `batch-1`, … of a folder: each column a raw little-endian file."""
    batches = []
    while (part := folder / f"batch-{len(batches)}").is_dir():
        batches.append(
            {
                name: torch.from_numpy(np.fromfile(part / name, dtype).astype(np.int64))
                for name, dtype in COLUMNS.items()
                if (part / name).exists()
            }
        )
    if not batches:
        raise SystemExit(f"{folder} has no batch-0; write it with `Exchange write` first.")
    return batches


def padded(packed: dict[str, Tensor]) -> Padded:
    """Pads a packed batch to its longest row."""
    lengths = packed["offsets"].diff()
    present = torch.arange(int(lengths.max()))[None, :] < lengths[:, None]

    def spread(name: str) -> Tensor:
        out = torch.zeros(present.shape, dtype=torch.int64)
        out[present] = packed[name]
        return out

    buckets = time_buckets(spread("nextTimes"), spread("times"))
    return Padded(spread("items"), buckets, present, packed["targets"])
