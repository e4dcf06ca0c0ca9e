"""Intervals and comparisons of recall by SciPy, from trials alone.

usage: statistics_reference.py FILE.json
The file has {"bootstrap": trials, "pairs": [[trials of A, trials of B] ...], "binomial": [[right, patients] ...]}, a trial being {region, patientId, value};
value is null where it was not judged. Prints intervals with the standard deviation of the replicates, p-values and exact intervals.
"""
import json
import sys

import numpy as np
from scipy import stats

SEED = 20240509


def table(trials, patients, regions):
    """[patient, class, right | judged]"""
    counts = np.zeros((len(patients), len(regions), 2))
    for trial in trials:
        if trial["value"] is not None:
            counts[patients.index(trial["patientId"]), regions.index(trial["region"])] += trial["value"], 1
    return counts


def names(trials, key):
    return sorted({t[key] for t in trials if t["value"] is not None})


def recalls(counts, index):
    """Class recalls of the patients at `index` [..., n]; NaN where a class was not met."""
    total = counts[index].sum(axis=-3)
    with np.errstate(invalid="ignore", divide="ignore"):
        return total[..., 0] / total[..., 1]


def macro(counts, index):
    return np.nanmean(recalls(counts, index), axis=-1)


def micro(counts, index):
    total = counts[index].sum(axis=(-3, -2))
    return total[..., 0] / total[..., 1]


def bootstrap(trials):
    patients, regions = names(trials, "patientId"), names(trials, "region")
    counts = table(trials, patients, regions)

    def interval(statistic):
        result = stats.bootstrap((np.arange(len(patients)),), lambda x, axis: statistic(x), n_resamples=10_000, batch=500, method="percentile", rng=SEED)
        spread = result.bootstrap_distribution
        low, high = np.nanpercentile(spread, [2.5, 97.5])
        return {"low": low, "high": high, "std": float(np.nanstd(spread))}

    return {
        "macro": interval(lambda x: macro(counts, x)),
        "micro": interval(lambda x: micro(counts, x)),
        "classes": {name: interval(lambda x, at=at: recalls(counts[:, at : at + 1], x)[..., 0]) for at, name in enumerate(regions)},
    }


def compare(a, b):
    patients, regions = names(a + b, "patientId"), names(a + b, "region")
    both = np.concatenate([table(a, patients, regions), table(b, patients, regions)])
    first = np.arange(len(patients))

    def test(statistic):
        result = stats.permutation_test((first, first + len(patients)), lambda x, y, axis: statistic(x) - statistic(y), permutation_type="samples", vectorized=True, n_resamples=10_000, batch=500, rng=SEED)
        return {"difference": float(result.statistic), "p": float(result.pvalue)}

    return {**test(lambda x: macro(both, x)), "classes": {name: test(lambda x, at=at: recalls(both[:, at : at + 1], x)[..., 0]) for at, name in enumerate(regions)}}


def main(path):
    with open(path, encoding="utf-8") as file:
        data = json.load(file)
    json.dump(
        {
            "bootstrap": bootstrap(data["bootstrap"]),
            "pairs": [compare(a, b) for a, b in data["pairs"]],
            "binomial": [list(stats.binomtest(right, n).proportion_ci(0.95, method="exact")) for right, n in data["binomial"]],
        },
        sys.stdout,
    )


main(sys.argv[1])
