"""Pairs of volumes that look like one scan, by every pair's products in numpy.

Reads {"members": [{id, patient, derivedFrom, vectors, pixels}], "threshold"} from standard input, both [slices][numbers] of unit rows; prints
[[first, second, similarity, agreement]], the most alike first.
"""
import itertools
import json
import sys

import numpy

data = json.load(sys.stdin)
members = data["members"]
patient = {member["id"]: member["patient"] for member in members}


def related(a, b):
    """Of one patient, or one generated from a scan of the other's patient."""
    mine = {a["patient"]} | {patient[name] for name in a["derivedFrom"] if name in patient}
    theirs = {b["patient"]} | {patient[name] for name in b["derivedFrom"] if name in patient}
    return a["patient"] in theirs or b["patient"] in mine


def centred(rows):
    rows = numpy.array(rows, float)
    rows = rows - rows.mean(axis=1, keepdims=True)
    return rows / numpy.linalg.norm(rows, axis=1, keepdims=True)


def likeness(a, b):
    product = a @ b.T
    return max(product.max(axis=1).mean(), product.max(axis=0).mean())


found = []
for a, b in itertools.combinations(members, 2):
    if related(a, b):
        continue
    agreement = likeness(centred(a["pixels"]), centred(b["pixels"]))
    if agreement >= data["threshold"]:
        found.append([a["id"], b["id"], likeness(numpy.array(a["vectors"]), numpy.array(b["vectors"])), agreement])
print(json.dumps(sorted(found, key=lambda pair: -pair[3])))
