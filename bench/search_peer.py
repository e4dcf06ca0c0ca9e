"""Volume queries over the same embeddings in numpy, on as many threads as it is given: cosine, top k, COUNT, then MaxSim of the hit volumes.

usage: search_peer.py K ROUNDS FILE.npy...
Every file is a query against all others, with everything in memory. Prints {"milliseconds": p50 of all queries}.
"""
import json
import sys
import time

import numpy as np


def load(path):
    vectors = np.load(path).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


k, rounds = int(sys.argv[1]), int(sys.argv[2])
volumes = [load(path) for path in sys.argv[3:]]
everything = np.concatenate(volumes)
owner = np.concatenate([np.full(len(part), index) for index, part in enumerate(volumes)])


def search(number):
    query = volumes[number]
    similarity = query @ everything.T
    similarity[:, owner == number] = -2
    hits = owner[np.argpartition(-similarity, k, axis=1)[:, :k]]
    candidates = np.flatnonzero(np.bincount(hits.ravel(), minlength=len(volumes)))
    scores = [(query @ volumes[index].T).max(axis=1).sum() for index in candidates]
    return candidates[np.argsort(scores)[::-1]]


times = []
for _ in range(rounds):
    for number in range(len(volumes)):
        started = time.perf_counter()
        search(number)
        times.append((time.perf_counter() - started) * 1000)
print(json.dumps({"milliseconds": float(np.median(times))}))
