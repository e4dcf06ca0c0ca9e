"""The peer of the evaluate bench: the same figures in numpy, one thread, float64.

usage: evaluate_peer.py SHOWS.bin RANKED.bin VOLUMES CLASSES SLICES.bin
SHOWS is uint8 [volumes, classes], RANKED int32 [volumes, volumes − 1] (each volume a query, the others from the best on), SLICES int32 [volumes].
For each line on standard input everything is counted once and a line {"seconds", "figures"} is printed.
"""
import json
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np

REPLICATES, CHUNK, CUTS = 10_000, 500, {"SUCCESS": (1, 3, 5, 10), "PRECISION": (3, 5, 10)}
K = 10


def recall(shows, ranked, slices):
    """All of the figures over first results; every volume is a patient of its own."""
    first = ranked[:, 0]
    found = shows[first]
    right = shows & found
    queries = shows.sum(0)
    met = queries > 0
    n = queries[met]
    recalls = right.sum(0)[met] / n
    share = (queries - shows) / (len(shows) - 1)
    chance = (share * shows).sum(0)[met] / n
    attainable = ((share > 0) & shows).any(0)[met]
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = np.where(chance == 1, np.nan, (recalls - chance) / (1 - chance))
    both, union, returned = right.sum(1), (shows | found).sum(1), found.sum(1)
    eligible = (slices.sum() - slices) / (len(slices) - 1)
    return right, met, recalls, {
        "recallMean": recalls.mean(), "recallStd": recalls.std(), "recallMeanAttainable": recalls[attainable].mean(), "recallMicro": right.sum() / n.sum(),
        "recallMeanFivePatients": recalls[n >= 5].mean(), "chanceMean": chance.mean(), "liftMean": np.nanmean(lift),
        "precision": (both[returned > 0] / returned[returned > 0]).mean(), "jaccard": (both[union > 0] / union[union > 0]).mean(),
        "winnerSliceRatio": slices[first].mean() / eligible.mean(),
    }


def bootstrap(shows, right, met):
    """Ends of the intervals: macro, micro, then each class; patients are drawn as weights, and sums are one product. Whole numbers this small are exact in float32."""
    rng = np.random.default_rng(1)
    count = len(shows)
    columns = np.concatenate([right[:, met], shows[:, met]], axis=1).astype(np.float32)
    width = int(met.sum())
    replicates = np.empty((REPLICATES, 2 + width))
    rows = np.arange(CHUNK, dtype=np.int32)[:, None] * count
    for start in range(0, REPLICATES, CHUNK):
        drawn = rng.integers(0, count, (CHUNK, count), dtype=np.int32)
        drawn += rows
        weights = np.bincount(drawn.ravel(), minlength=CHUNK * count).reshape(CHUNK, count).astype(np.float32)
        totals = (weights @ columns).astype(np.float64)
        part = replicates[start : start + CHUNK]
        with np.errstate(invalid="ignore"):
            part[:, 2:] = totals[:, :width] / totals[:, width:]
        part[:, 0] = np.nanmean(part[:, 2:], axis=1)
        part[:, 1] = totals[:, :width].sum(1) / totals[:, width:].sum(1)
    percentile = np.nanpercentile if np.isnan(replicates).any() else np.percentile
    low, high = percentile(replicates, [2.5, 97.5], axis=0)
    n, total = shows.sum(0)[met], right.sum(0)[met]
    reach = 0.025 ** (1 / n)
    low[2:] = np.where(total == 0, 0, np.where(total == n, reach, low[2:]))
    high[2:] = np.where(total == 0, 1 - reach, np.where(total == n, 1, high[2:]))
    return {"low": low.tolist(), "high": high.tolist()}


def chances(size):
    """Of every measure, for 1 … size relevant items: the column that a topic is looked up in."""
    relevant = np.arange(1, size + 1)[:, None]
    rank = np.arange(1, size + 1)[None, :]
    missed = np.cumprod(np.maximum(size - relevant - rank + 1, 0) / (size - rank + 1), axis=1)
    before = np.concatenate([np.ones((size, 1)), missed[:, :-1]], axis=1)
    share = relevant[:, 0] / size
    discount = 1 / np.log2(np.arange(K) + 2)
    ideal = np.cumsum(discount)[np.minimum(K, relevant[:, 0]) - 1]

    def average(n, r):
        h = (1 / np.arange(1, n + 1)).sum()
        return (h + (r - 1) / (n - 1) * (n - h)) / n

    r = np.arange(1, K + 1)
    log = np.concatenate([[0], np.cumsum(np.log(np.arange(1, size + 1)))])
    choose = lambda n, m: np.where((m >= 0) & (m <= n), log[np.clip(n, 0, size)] - log[np.clip(m, 0, size)] - log[np.clip(n - m, 0, size)], -np.inf)
    weight = np.exp(choose(relevant, r) + choose(size - relevant, K - r) - choose(np.array(size), np.array(K)))
    return np.stack(
        [1 - missed[:, k - 1] for k in CUTS["SUCCESS"]] + [share for _ in CUTS["PRECISION"]]
        + [average(size, relevant[:, 0]), weight @ average(K, r), share * discount.sum() / ideal, ((before - missed) / rank).sum(1)], axis=1,
    )


def depth(shows, ranked, expected):
    """Query by query, the classes that it shows side by side: small enough to stay in the cache."""
    count, classes = shows.shape
    labels = shows.astype(np.float64)
    inverse = 1 / np.arange(1, count)
    discount = 1 / np.log2(np.arange(K) + 2)
    ideal = np.cumsum(discount)
    width = len(CUTS["SUCCESS"]) + len(CUTS["PRECISION"]) + 4
    sums, chance, topics = np.zeros((classes, width)), np.zeros((classes, width)), np.zeros(classes)
    everywhere = shows.sum(0)
    for query in range(count):
        wanted = np.flatnonzero(shows[query] & (everywhere > 1))
        relevant = everywhere[wanted] - 1
        hit = labels[:, wanted][ranked[query]]
        seen = np.cumsum(hit, axis=0)
        first = np.argmax(hit, axis=0) + 1
        best = hit[:K].copy()
        at = best * seen[:K]
        values = [(first <= k).astype(float) for k in CUTS["SUCCESS"]] + [seen[k - 1] / k for k in CUTS["PRECISION"]]
        returned = np.maximum(seen[K - 1], 1)
        hit *= seen
        values += [inverse @ hit / relevant, inverse[:K] @ at / returned, discount @ best / ideal[np.minimum(K, relevant) - 1], 1 / first]
        sums[wanted] += np.stack(values, axis=1)
        chance[wanted] += expected[relevant - 1]
        topics[wanted] += 1
    met = topics > 0
    n = topics[met][:, None]
    value, chance = sums[met] / n, chance[met] / n
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = np.where(chance == 1, np.nan, (value - chance) / (1 - chance))
    return {"classMean": value.mean(0).tolist(), "classChanceMean": chance.mean(0).tolist(), "classLiftMean": np.nanmean(lift, axis=0).tolist(), "topicMean": (sums.sum(0) / topics.sum()).tolist()}


def main(shows_path, ranked_path, volumes, classes, slices_path):
    shows = np.fromfile(shows_path, np.uint8).reshape(int(volumes), int(classes)).astype(bool)
    ranked = np.fromfile(ranked_path, np.int32).reshape(int(volumes), int(volumes) - 1)
    slices = np.fromfile(slices_path, np.int32)
    for _ in sys.stdin:
        started = time.perf_counter()
        right, met, recalls, figures = recall(shows, ranked, slices)
        parts = [time.perf_counter()]
        intervals = bootstrap(shows, right, met)
        parts.append(time.perf_counter())
        measures = depth(shows, ranked, chances(len(shows) - 1))
        parts.append(time.perf_counter())
        times = {"recall": parts[0] - started, "intervals": parts[1] - parts[0], "depth": parts[2] - parts[1], "total": parts[2] - started}
        print(json.dumps({"times": times, "figures": figures, "recalls": recalls.tolist(), "intervals": intervals, "depth": measures}), flush=True)


main(*sys.argv[1:])
