"""Likeness of volumes by the correlation of their pictures, from the definition.

Reads {"volumes": [[row, ...], ...]} on standard input; prints for every pair (a, b) the mean over the rows of a of the largest
Pearson correlation with a row of b.
"""
import json
import sys

import numpy as np

volumes = [np.array(rows, dtype=np.float64) for rows in json.load(sys.stdin)["volumes"]]


def likeness(a, b):
    together = np.corrcoef(a, b)[: len(a), len(a) :]
    return float(together.max(axis=1).mean())


json.dump([[likeness(a, b) for b in volumes] for a in volumes], sys.stdout)
