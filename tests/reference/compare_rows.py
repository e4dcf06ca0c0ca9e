"""Compares stored embeddings with every nth row of others. usage: compare_rows.py STORED OTHERS STEP

Prints {"shape": of STORED, "cosine": the least between STORED[::STEP] and OTHERS, in float64}.
"""
import json
import sys

import numpy as np

stored = np.load(sys.argv[1])
rows, others = stored[:: int(sys.argv[3])].astype(np.float64), np.load(sys.argv[2]).astype(np.float64)
assert rows.shape == others.shape, (rows.shape, others.shape)
cosines = (rows * others).sum(1) / np.linalg.norm(rows, axis=1) / np.linalg.norm(others, axis=1)
json.dump({"shape": list(stored.shape), "cosine": float(cosines.min())}, sys.stdout)
