"""Exhaustive search, aggregation and late interaction over stored embeddings, from their definitions.

usage: maxsim.py REQUEST.json, with {"query": file, "rows": [...] | null, "gallery": [file, ...], "k": n}
Prints, for the gallery in the order given: hits (for each query row its k nearest as [volume, slice, similarity]), count, max and sum
over these, and maxsim with argmax.
"""
import json
import sys

import numpy as np


def load(path):
    vectors = np.load(path).astype(np.float32).astype(np.float64)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


with open(sys.argv[1], encoding="utf8") as file:
    request = json.load(file)
query = load(request["query"])
if request["rows"] is not None:
    query = query[request["rows"]]
gallery = [load(path) for path in request["gallery"]]
owner = np.concatenate([np.full(len(part), index) for index, part in enumerate(gallery)])
place = np.concatenate([np.arange(len(part)) for part in gallery])
similarity = query @ np.concatenate(gallery).T
best = np.argsort(-similarity, axis=1, kind="stable")[:, : request["k"]]
hits = [[[int(owner[j]), int(place[j]), float(similarity[i, j])] for j in row] for i, row in enumerate(best)]
of_volume = [[hit[2] for row in hits for hit in row if hit[0] == index] for index in range(len(gallery))]
products = [query @ part.T for part in gallery]
json.dump(
    {
        "hits": hits,
        "count": [len(found) for found in of_volume],
        "max": [max(found) if found else None for found in of_volume],
        "sum": [sum(found) for found in of_volume],
        "maxsim": [float(product.max(axis=1).sum()) for product in products],
        "argmax": [[int(j) for j in product.argmax(axis=1)] for product in products],
    },
    sys.stdout,
)
