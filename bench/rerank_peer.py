"""MaxSim of one query against candidates, all in memory as float32. usage: rerank_peer.py DIRECTORY DIMENSION SLICES

Answers each line `numpy` or `maxsim` with {"ms", "cpu" (ms of all threads), "first": the ten best candidates in order}.
"""
import json
import os
import sys
import time

import maxsim_cpu
import numpy as np

directory, dimension, slices = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
query = np.fromfile(os.path.join(directory, "query.f32"), np.float32).reshape(-1, dimension)
gallery = np.fromfile(os.path.join(directory, "gallery.f32"), np.float32).reshape(-1, slices, dimension)
flat = gallery.reshape(-1, dimension)


def by_numpy():
    return (query @ flat.T).reshape(len(query), len(gallery), slices).max(axis=2).sum(axis=0)


def by_maxsim():
    return maxsim_cpu.maxsim_scores(query, gallery)


for line in sys.stdin:
    score = {"numpy": by_numpy, "maxsim": by_maxsim}[line.strip()]
    started, spent = time.perf_counter(), time.process_time()
    scores = score()
    ms, cpu = (time.perf_counter() - started) * 1000, (time.process_time() - spent) * 1000
    print(json.dumps({"ms": ms, "cpu": cpu, "first": np.argsort(-scores, kind="stable")[:10].tolist()}), flush=True)
