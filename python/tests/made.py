"""A split folder made by hand, of the form that `repro export-split` writes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from repro_results import Split

RANKING = {
    "train.csv": "user,item,rating,time\n"
    "7,30,4,100\n7,10,5,200\n2,20,1,50\n2,10,3,60\n2,40,,70\n5,40,2,10\n",
    "validation.csv": "user,item,rating,time\n",
    "test.csv": "row,user,item,rating,time\n0,7,20,5,300\n1,2,30,4,80\n2,5,10,1,20\n",
    "candidates.csv": "item\n10\n20\n30\n40\n",
    "seen.csv": "user,item\n7,30\n7,10\n2,20\n2,10\n2,40\n5,40\n",
}
RATING = {
    "train.csv": "user,item,rating,time,label\n7,30,4,100,1\n",
    "validation.csv": "user,item,rating,time,label\n",
    "test.csv": "row,user,item,rating,time,label\n0,7,20,5,300,1\n1,2,30,2,80,0\n",
}
# Ratings that are predicted themselves.
STARS = {
    "train.csv": "user,item,rating,time\n7,30,4,100\n",
    "validation.csv": "user,item,rating,time\n",
    "test.csv": "row,user,item,rating,time\n1,7,20,4.5,300\n2,2,30,2,80\n",
}
CLICK = {
    "train.csv": "row,label,n1,c1\n0,1,0.5,7\n1,0,,9\n",
    "validation.csv": "row,label,n1,c1\n",
    "test.csv": "row,label,n1,c1\n0,1,0.25,7\n1,0,2,123456789012345678\n",
}


def split(folder: Path, kind: str = "ranking") -> Split:
    """The folder written, and read."""
    files = {"ranking": RANKING, "rating": RATING, "stars": STARS, "click": CLICK}[kind]
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
    document = {
        "format": 1,
        "suite": "made",
        "run": "theirs",
        "kind": "rating" if kind == "stars" else kind,
        "data": "d" * 64,
        "protocol": {"dataset": {}, "evaluation": {}},
        "counts": {},
        "files": digests,
        "checksum": "c" * 64,
    }
    (folder / "split.json").write_text(json.dumps(document))
    return Split.read(folder)
