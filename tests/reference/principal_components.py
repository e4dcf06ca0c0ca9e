"""Principal components by numpy: JSON on stdin, JSON on stdout.

In:  { rows: [[...]], components }
In 8 bits: every row of unit over its largest entry, times 127, rounded half-even.
Out: { mean, values (variances, descending), directions, coordinates, unit (coordinates brought to unit length), codes (unit in 8 bits) }
Each direction's entry of the largest size is positive.
"""

import json
import sys

import numpy as np


def main():
    asked = json.load(sys.stdin)
    rows = np.asarray(asked["rows"], dtype=np.float64)
    mean = rows.mean(axis=0)
    moved = rows - mean
    _, lengths, directions = np.linalg.svd(moved, full_matrices=False)
    directions = directions[: asked["components"]]
    largest = np.abs(directions).argmax(axis=1)
    directions = directions * np.sign(directions[np.arange(len(directions)), largest])[:, None]
    coordinates = moved @ directions.T
    unit = coordinates / np.linalg.norm(coordinates, axis=1, keepdims=True)
    answer = {
        "mean": mean,
        "values": (lengths**2 / len(rows))[: asked["components"]],
        "directions": directions,
        "coordinates": coordinates,
        "unit": unit,
        "codes": np.rint(unit * 127 / np.abs(unit).max(axis=1, keepdims=True)),
    }
    json.dump({name: value.tolist() for name, value in answer.items()}, sys.stdout)


main()
