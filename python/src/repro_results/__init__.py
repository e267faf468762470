"""Results of your own training program in the form that `repro` judges, and `repro`'s results as data frames.

Three lines hand a model over:

    split = Split.read("split")
    scores = train_and_score(split)
    write_scores("results/mine/1", split, seed=1, scores=scores)
"""

from . import metrics
from .fuxictr import from_fuxictr
from .recbole import Converted, from_recbole, inter_file, lists_from_recbole
from .records import Record, read_records, table
from .results import (
    MadeBy,
    sigmoid,
    write_lists,
    write_metrics,
    write_predictions,
    write_ranks,
    write_scores,
)
from .split import ResultsError, Rows, Split
from .tables import Column, Table, Tables

__all__ = [
    "Column",
    "Converted",
    "MadeBy",
    "Record",
    "ResultsError",
    "Rows",
    "Split",
    "Table",
    "Tables",
    "from_fuxictr",
    "from_recbole",
    "inter_file",
    "lists_from_recbole",
    "metrics",
    "read_records",
    "sigmoid",
    "table",
    "write_lists",
    "write_metrics",
    "write_predictions",
    "write_ranks",
    "write_scores",
]
