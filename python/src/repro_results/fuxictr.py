"""Results of FuxiCTR in the tool's form.

FuxiCTR is not imported. Its `run_expid.py` adds a line to a CSV file for each experiment, with metrics of six
digits; predictions, which `model.predict` returns, are to be preferred (`write_predictions`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .recbole import Converted
from .split import ResultsError

_NUMBER = r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?"


def from_fuxictr(result: str | Mapping[str, float]) -> Converted:
    """Metrics of a line of the result file, or of what `model.evaluate` returns.

    Of a line, the part behind `[test]` is read: `AUC: 0.813912 - logloss: 0.438001`. `AUC` and `logloss` are the
    tool's `auc` and `logloss`, `avgAUC` is `user-auc`; `gAUC` is weighted and the grouped `MRR` and `NDCG` rank
    rows, not a catalogue: these are left out.
    """
    values = _of_line(result) if isinstance(result, str) else dict(result)
    metrics: dict[str, float] = {}
    left_out: dict[str, str] = {}
    names = {"auc": "auc", "logloss": "logloss", "binary_crossentropy": "logloss", "avgauc": "user-auc"}
    for name, value in values.items():
        word = name.lower()
        if word in names:
            metrics[names[word]] = float(value)
        elif word == "gauc":
            left_out[name] = "it weighs users by their rows, and user-auc does not"
        elif word == "mrr" or word.startswith("ndcg"):
            left_out[name] = "it ranks the rows of a group, not a catalogue"
        else:
            left_out[name] = "the tool has no such metric"
    if not metrics:
        raise ResultsError("none of these metrics of FuxiCTR is one of the tool's")
    return Converted(metrics, left_out)


def _of_line(line: str) -> dict[str, float]:
    part = line.rpartition("[test]")
    if not part[1]:
        raise ResultsError("the line has no part [test]")
    found = re.findall(rf"([A-Za-z_]+(?:\(k=[0-9]+\))?)\s*:\s*({_NUMBER})", part[2])
    return {name: float(value) for name, value in found}
