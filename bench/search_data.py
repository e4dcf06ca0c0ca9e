"""Writes a query and a gallery of unit rows as raw float32, for both sides of a bench.

usage: search_data.py OUT DIMENSION QUERIES VOLUMES SLICES ASKED [FILE.npy...]
There are ASKED queries of QUERIES rows each, one after the other. Without files: seeded clustered vectors. 24 themes on the sphere; each volume goes from near one theme to near another (spread .8), its
slices lie around that way (spread .35, in all dimensions alike), and so do the queries, which are no gallery volumes.
With files, one for each real scan: the queries are the first scans, resampled to QUERIES slices between neighbours; the gallery volumes are
windows (50 to 100 % of a scan, seeded) of the other scans in turn, resampled to SLICES.
Writes OUT/query.f32 and OUT/gallery.f32.
"""
import os
import sys

import numpy as np

THEMES, THEME_SPREAD, SLICE_SPREAD = 24, 0.8, 0.35
out, dimension, queries, volumes, slices, asked = sys.argv[1], *map(int, sys.argv[2:7])
files = sys.argv[7:]
random = np.random.default_rng(20240514)


def unit(rows):
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def near(centre, spread):
    return unit(centre + spread * unit(random.standard_normal(centre.shape, dtype=np.float32)))


def resampled(scan, first, last, count):
    at = np.linspace(first, last, count)
    below = np.minimum(at.astype(int), len(scan) - 2)
    share = (at - below)[:, None]
    return unit(scan[below] * (1 - share) + scan[below + 1] * share)


def clustered(count):
    ends = near(themes[random.integers(THEMES, size=2)], THEME_SPREAD)
    way = np.arange(count)[:, None] / count
    return near(unit(ends[0] + way * (ends[1] - ends[0])), SLICE_SPREAD)


def windowed(scan, count):
    length = (len(scan) - 1) * random.uniform(0.5, 1)
    first = random.uniform(0, len(scan) - 1 - length)
    return resampled(scan, first, first + length, count)


os.makedirs(out, exist_ok=True)
with open(os.path.join(out, "query.f32"), "wb") as query, open(os.path.join(out, "gallery.f32"), "wb") as gallery:
    if files:
        scans = [unit(np.load(path).astype(np.float32)) for path in files]
        for scan in scans[:asked]:
            query.write(resampled(scan, 0, len(scan) - 1, queries).astype(np.float32).tobytes())
        for number in range(volumes):
            gallery.write(windowed(scans[asked + number % (len(scans) - asked)], slices).astype(np.float32).tobytes())
    else:
        themes = unit(random.standard_normal((THEMES, dimension), dtype=np.float32))
        for _ in range(asked):
            query.write(clustered(queries).astype(np.float32).tobytes())
        for _ in range(volumes):
            gallery.write(clustered(slices).astype(np.float32).tobytes())
