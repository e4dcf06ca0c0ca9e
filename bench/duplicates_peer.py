"""Duplicates among volumes by numpy: all pairs by stretches of slices, then the near ones slice by slice. usage: duplicates_peer.py DIRECTORY VOLUMES SLICES DIMENSION

Answers each line `numpy` with {"ms", "cpu" (ms of all threads), "first": first × volumes + second of each pair}.
"""
import json
import os
import sys
import time

import numpy as np

PARTS, NEIGHBOURS, BLOCK = 8, 20, 64
WORTH_A_LOOK, NEAR_DUPLICATE = 0.85, 0.94
directory, volumes, slices, dimension = sys.argv[1], *map(int, sys.argv[2:])
vectors = np.fromfile(os.path.join(directory, "gallery.f32"), np.float32).reshape(volumes, slices, dimension)
bounds = [part * slices // PARTS for part in range(PARTS + 1)]


def unit(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12)


def duplicates():
    centred = unit(vectors - vectors.mean(axis=2, keepdims=True))
    parts = unit(np.stack([centred[:, start:end].sum(axis=1) for start, end in zip(bounds, bounds[1:])], axis=1))
    flat = parts.reshape(-1, dimension)
    found = set()
    for start in range(0, volumes, BLOCK):
        block = flat[start * PARTS : (start + BLOCK) * PARTS]
        likeness = (block @ flat.T).reshape(-1, PARTS, volumes, PARTS).max(axis=3).mean(axis=1)
        for offset, row in enumerate(likeness):
            at = start + offset
            row[at] = -2
            near = np.argpartition(-row, NEIGHBOURS)[:NEIGHBOURS]
            for other in near[row[near] >= WORTH_A_LOOK]:
                if (centred[at] @ centred[other].T).max(axis=1).mean() >= NEAR_DUPLICATE:
                    found.add(min(at, int(other)) * volumes + max(at, int(other)))
    return sorted(found)


for line in sys.stdin:
    started, spent = time.perf_counter(), time.process_time()
    pairs = duplicates()
    ms, cpu = (time.perf_counter() - started) * 1000, (time.process_time() - spent) * 1000
    print(json.dumps({"ms": ms, "cpu": cpu, "first": pairs}), flush=True)
