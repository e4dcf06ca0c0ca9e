"""Statistics of reader studies with numpy and the krippendorff package, independently of the product: JSON on stdin, JSON on stdout.

In:  { task: "agreement", ratings: [[value or null by unit] by reader] }
     { task: "relevance", configurations, cutoff, threshold, queries: [{ cluster, pool: [{ sources: [[configuration, rank]], grades: [value] }] }] }
     { task: "diagnostic", truths: [bool], clusters: [number], readings: [[null or [[positive, confidence, seconds] without, the same with]] by reader and case] }
     { task: "auc", scores, truths, weights }
Out: the figures; of the last two but one with 95 % percentile intervals of a bootstrap of its own.
"""

import json
import sys

import krippendorff
import numpy as np

REPLICATES = 20_000


def kappa(a, b):
    size = int(max(a.max(), b.max())) + 1
    observed = np.zeros((size, size))
    np.add.at(observed, (a, b), 1)
    observed /= observed.sum()
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0))
    grid = np.arange(size)
    weights = (grid[:, None] - grid[None, :]) ** 2 / max(1, size - 1) ** 2
    disagreement = (weights * expected).sum()
    return None if disagreement == 0 else float(1 - (weights * observed).sum() / disagreement)


def agreement(given):
    ratings = np.array([[np.nan if v is None else v for v in row] for row in given["ratings"]], dtype=float)
    pairs = []
    for i in range(len(ratings)):
        for j in range(i + 1, len(ratings)):
            both = ~np.isnan(ratings[i]) & ~np.isnan(ratings[j])
            if both.any():
                a, b = ratings[i][both].astype(int), ratings[j][both].astype(int)
                pairs.append({"readers": [i, j], "shared": int(both.sum()), "kappa": kappa(a, b)})
    alpha = krippendorff.alpha(reliability_data=ratings, level_of_measurement="ordinal")
    return {"pairs": pairs, "alpha": float(alpha), "units": int((np.sum(~np.isnan(ratings), axis=0) > 1).sum())}


def query_figures(pool, configurations, k, threshold):
    gains = np.array([np.mean(2.0 ** np.array(item["grades"]) - 1) for item in pool])
    relevant = np.array([np.mean(np.array(item["grades"]) >= threshold) for item in pool])
    discounts = 1 / np.log2(np.arange(2, k + 2))
    best = np.sort(gains)[::-1][:k]
    ideal = best @ discounts[: len(best)]
    ndcg, precision = [], []
    for c in range(configurations):
        by_rank, shown = np.zeros(k), np.zeros(k)
        for item, gain, rel in zip(pool, gains, relevant):
            for configuration, rank in item["sources"]:
                if configuration == c and rank <= k:
                    by_rank[rank - 1], shown[rank - 1] = gain, rel
        ndcg.append(np.nan if ideal == 0 else by_rank @ discounts / ideal)
        precision.append(shown.mean())
    return ndcg, precision


def interval(value, draws):
    low, high = np.nanpercentile(draws, [2.5, 97.5], axis=0)
    return {"value": float(value), "low": float(low), "high": float(high)}


def relevance(given):
    finished = [q for q in given["queries"] if all(item["grades"] for item in q["pool"])]
    rows = [query_figures(q["pool"], given["configurations"], given["cutoff"], given["threshold"]) for q in finished]
    names, cluster = np.unique([q["cluster"] for q in finished], return_inverse=True)
    rng = np.random.default_rng(7)
    draws = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=REPLICATES)
    out = {}
    for name, at in (("ndcg", 0), ("precision", 1)):
        values = np.array([row[at] for row in rows])
        defined = ~np.isnan(values[:, 0])
        values, weights = values[defined], draws[:, cluster[defined]].astype(float)
        with np.errstate(invalid="ignore"):
            resampled = (weights @ values) / weights.sum(axis=1, keepdims=True)
        point = values.mean(axis=0)
        pairs = [(a, b) for a in range(given["configurations"]) for b in range(a + 1, given["configurations"])]
        out[name] = {
            "configurations": [interval(point[c], resampled[:, c]) for c in range(given["configurations"])],
            "differences": [interval(point[b] - point[a], resampled[:, b] - resampled[:, a]) for a, b in pairs],
        }
    return {**out, "queries": len(finished), "withoutGain": int(np.isnan([row[0][0] for row in rows]).sum())}


def auc(scores, truths, weights):
    pos, neg = truths, ~truths
    wins = (scores[pos][:, None] > scores[neg][None, :]) + 0.5 * (scores[pos][:, None] == scores[neg][None, :])
    total = weights[pos].sum() * weights[neg].sum()
    return np.nan if total == 0 else weights[pos] @ wins @ weights[neg] / total


def diagnostic(given):
    truths = np.array(given["truths"])
    readers = []
    for row in given["readings"]:
        done = np.array([reading is not None for reading in row])
        cells = np.array([reading for reading in row if reading is not None], dtype=float).reshape(-1, 2, 3)
        readers.append((done, cells))

    def figures(reader_weights, case_weights):
        by_reader = []
        for done, cells in readers:
            truth, weights = truths[done], case_weights[done]
            own = []
            for condition in (0, 1):
                positive, confidence, seconds = cells[:, condition].T
                right = (positive.astype(bool) == truth).astype(float)
                scores = np.where(positive == 1, confidence, -confidence)
                with np.errstate(invalid="ignore"):
                    own.append([weights @ right / weights.sum(), auc(scores, truth, weights), weights @ seconds / weights.sum()])
            by_reader.append(own)
        by_reader = np.array(by_reader)
        mask = ~np.isnan(by_reader)
        weights = reader_weights[:, None, None] * mask
        with np.errstate(invalid="ignore"):
            mean = np.where(mask, by_reader, 0) * weights
            mean = mean.sum(axis=0) / weights.sum(axis=0)
        return np.vstack([mean, mean[1] - mean[0]])

    n, (patients, patient_of) = len(readers), np.unique(given["clusters"], return_inverse=True)
    m = len(patients)
    rng = np.random.default_rng(11)
    draws = np.array([figures(np.bincount(rng.integers(n, size=n), minlength=n).astype(float), np.bincount(rng.integers(m, size=m), minlength=m).astype(float)[patient_of]) for _ in range(given["replicates"])])
    point = figures(np.ones(n), np.ones(len(truths)))
    return {
        figure: {name: interval(point[row, column], draws[:, row, column]) for row, name in enumerate(("without", "with", "difference"))}
        for column, figure in enumerate(("accuracy", "auc", "seconds"))
    }


def weighted_auc(given):
    value = auc(np.array(given["scores"], dtype=float), np.array(given["truths"]), np.array(given["weights"], dtype=float))
    return {"auc": None if np.isnan(value) else float(value)}


TASKS = {"agreement": agreement, "relevance": relevance, "diagnostic": diagnostic, "auc": weighted_auc}

print(json.dumps([TASKS[given["task"]](given) for given in json.load(sys.stdin)]))
