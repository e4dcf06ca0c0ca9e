"""The nearest gallery row of each query row, all in memory as float32. usage: exact_peer.py DIRECTORY DIMENSION THREADS

Answers each line `numpy` or `faiss` with {"ms", "cpu" (ms of all threads), "first": the row for each query row}.
"""
import json
import os
import sys
import time

import faiss
import numpy as np

CHUNK = 8192
directory, dimension = sys.argv[1], int(sys.argv[2])
faiss.omp_set_num_threads(int(sys.argv[3]))
query = np.fromfile(os.path.join(directory, "query.f32"), np.float32).reshape(-1, dimension)
gallery = np.fromfile(os.path.join(directory, "gallery.f32"), np.float32).reshape(-1, dimension)
index = faiss.IndexFlatIP(dimension)
index.add(gallery)
product = np.empty((len(query), CHUNK), np.float32)
rows = np.arange(len(query))


def by_numpy():
    best, where = np.full(len(query), -np.inf, np.float32), np.zeros(len(query), np.int64)
    for start in range(0, len(gallery), CHUNK):
        part = gallery[start : start + CHUNK]
        scores = np.matmul(query, part.T, out=product) if len(part) == CHUNK else query @ part.T
        nearest = scores.argmax(axis=1)
        found = scores[rows, nearest]
        better = found > best
        best[better], where[better] = found[better], nearest[better] + start
    return where


def by_faiss():
    return index.search(query, 1)[1][:, 0]


for line in sys.stdin:
    search = {"numpy": by_numpy, "faiss": by_faiss}[line.strip()]
    started, spent = time.perf_counter(), time.process_time()
    found = search()
    ms, cpu = (time.perf_counter() - started) * 1000, (time.process_time() - spent) * 1000
    print(json.dumps({"ms": ms, "cpu": cpu, "first": found.tolist()}), flush=True)
