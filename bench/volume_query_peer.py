"""Volume queries in one process over the same stored embeddings: the nearest row of each query row, COUNT, the first C volumes re-ranked.

usage: volume_query_peer.py C THREADS LIST
LIST names one .npy a line; an empty line stands between the queries and the gallery. Everything is read once, as float32 unit rows.
Answers each line `CONTENDER QUERY` with {"ms", "rerank": ms of these, "first": the ten best volumes, "hits": the row for each query row}. Contenders are `numpy` (the
product in chunks), `faiss` (IndexFlatIP) and, where a line `build M EF_CONSTRUCTION` came before, `hnsw EF QUERY` (faiss IndexHNSWFlat).
`judge QUERY ROW...` answers {"right": for how many rows of the query the row named is a nearest one}. Of rows that are nearly equal any will do: its similarity may
fall short of the largest by TOLERANCE, in float64.
"""
import functools
import json
import sys
import time

import faiss
import numpy as np

CHUNK, FIRST, TOLERANCE = 8192, 10, 1e-6
candidates = int(sys.argv[1])
faiss.omp_set_num_threads(int(sys.argv[2]))


def load(path):
    vectors = np.load(path).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


asked, kept = ([load(path) for path in part.split("\n") if path] for part in open(sys.argv[3], encoding="utf-8").read().split("\n\n"))
gallery = np.concatenate(kept)
ends = np.cumsum([len(part) for part in kept])
starts = ends - [len(part) for part in kept]
owner = np.repeat(np.arange(len(kept)), [len(part) for part in kept])
del kept
flat = faiss.IndexFlatIP(gallery.shape[1])
flat.add(gallery)
graph = None


def by_numpy(query):
    best, where = np.full(len(query), -np.inf, np.float32), np.zeros(len(query), np.int64)
    rows = np.arange(len(query))
    for start in range(0, len(gallery), CHUNK):
        scores = query @ gallery[start : start + CHUNK].T
        nearest = scores.argmax(axis=1)
        found = scores[rows, nearest]
        better = found > best
        best[better], where[better] = found[better], nearest[better] + start
    return where, best


def by_index(index, query):
    similarity, row = index.search(query, 1)
    return row[:, 0], similarity[:, 0]


def similarities(query, rows):
    return np.einsum("ij,ij->i", query.astype(np.float64), gallery[rows].astype(np.float64))


@functools.cache
def largest(number):
    return similarities(asked[number], by_numpy(asked[number])[0])


def rank(query, hits, similarity):
    """COUNT, ties by the sum of similarities; then MaxSim of the first C, volume by volume where it lies, which copies nothing."""
    volumes = owner[hits]
    count = np.bincount(volumes, minlength=len(ends))
    total = np.bincount(volumes, weights=similarity, minlength=len(ends))
    hit = np.flatnonzero(count)
    chosen = hit[np.lexsort((-total[hit], -count[hit]))][:candidates]
    sums = np.array([(query @ gallery[starts[volume] : ends[volume]].T).max(axis=1).sum(dtype=np.float64) for volume in chosen])
    return chosen[np.argsort(-sums, kind="stable")][:FIRST]


for line in sys.stdin:
    word, *numbers = line.split()
    started = time.perf_counter()
    if word == "build":
        graph = faiss.IndexHNSWFlat(gallery.shape[1], int(numbers[0]), faiss.METRIC_INNER_PRODUCT)
        graph.hnsw.efConstruction = int(numbers[1])
        # All at once: filled in ten parts, a graph of 20,000 clustered rows found .971 of the nearest with efSearch 128, filled at once .991.
        graph.add(gallery)
        print(json.dumps({"ms": (time.perf_counter() - started) * 1000}), flush=True)
        continue
    if word == "judge":
        number, rows = int(numbers[0]), np.array(numbers[1:], dtype=np.int64)
        right = (rows >= 0) & (similarities(asked[number], rows) >= largest(number) - TOLERANCE)
        print(json.dumps({"right": int(right.sum())}), flush=True)
        continue
    query = asked[int(numbers[-1])]
    if word == "hnsw":
        graph.hnsw.efSearch = int(numbers[0])
    hits, similarity = by_numpy(query) if word == "numpy" else by_index(flat if word == "faiss" else graph, query)
    searched = time.perf_counter()
    first = rank(query, hits, similarity)
    ended = time.perf_counter()
    print(json.dumps({"ms": (ended - started) * 1000, "rerank": (ended - searched) * 1000, "first": first.tolist(), "hits": hits.tolist()}), flush=True)
