"""Raw label counts of a segmentation in the words of the 29 coarse and 104 fine classes, from the vocabularies' JSON files alone.

Usage: project_regions.py <directory of the JSON files> <cases.json>. A case has `taxonomy` (v1, v2, coarse or chest), `covers` (names of
labels) and `counts` (for each slice an object from label value, as text, to pixels). Prints for each case and each target
{"covers": [...], "counts": {class: [pixels on each slice]}}; classes without a pixel have no counts.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

directory = Path(sys.argv[1])
cases = json.loads(Path(sys.argv[2]).read_text())


def read(name):
    return json.loads((directory / name).read_text())


COARSE = read("coarse-29.json")
LABELS = {
    "v1": {int(value): name for value, name in read("totalsegmentator-v1.json").items()},
    "v2": {int(value): name for value, name in read("totalsegmentator-v2.json").items()},
    "coarse": dict(enumerate(COARSE, start=1)),
    # The seven segments of the chest sample, in the order of their values.
    "chest": dict(enumerate(["ribs", "cervical vertebral column", "thoracic vertebral column", "lumbar vertebral column", "right lung", "left lung", "tissue"], start=1)),
}
FINE = list(LABELS["v1"].values())
COARSE_OF = {fine: coarse for coarse, members in COARSE.items() for fine in members}
CHEST = {"ribs": "rib", "right lung": "lung", "left lung": "lung", "cervical vertebral column": "vertebrae", "thoracic vertebral column": "vertebrae", "lumbar vertebral column": "vertebrae"}


def fine_class(taxonomy, label):
    """The fine class that a voxel of this label belongs to, or None."""
    if taxonomy == "v1":
        return label
    if taxonomy == "v2":
        # v1's sacrum holds the first sacral vertebra; v2's heart is none of v1's five parts.
        return "sacrum" if label == "vertebrae_S1" else label if label in FINE else None
    if taxonomy == "coarse":
        return label if COARSE[label] == [label] else None
    return None


def coarse_class(taxonomy, label):
    if taxonomy == "coarse":
        return label
    if taxonomy == "chest":
        return CHEST.get(label)
    if taxonomy == "v2" and label == "heart":
        return "heart"
    fine = fine_class(taxonomy, label)
    return None if fine is None else COARSE_OF[fine]


def project(case, class_of):
    taxonomy, covered = case["taxonomy"], set(case["covers"])
    labels = LABELS[taxonomy]
    members = defaultdict(set)
    for label in labels.values():
        if (name := class_of(taxonomy, label)) is not None:
            members[name].add(label)
    pixels = np.zeros((max(labels) + 1, len(case["counts"])), dtype=np.int64)
    for z, on_slice in enumerate(case["counts"]):
        for value, count in on_slice.items():
            pixels[int(value), z] += count
    counts = {}
    for name, of_class in members.items():
        total = pixels[[value for value, label in labels.items() if label in of_class]].sum(axis=0)
        if total.any():
            counts[name] = total.tolist()
    return {"covers": sorted(name for name, of_class in members.items() if of_class <= covered), "counts": counts}


print(json.dumps([{"FINE_104": project(case, fine_class), "COARSE_29": project(case, coarse_class)} for case in cases]))
