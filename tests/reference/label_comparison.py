"""Runs that a label judges, compared pair by pair by SciPy: over the queries of both, patients swapped as a whole, Holm over measures and pairs.

Reads {"runs": [[{"query", "patient", "measures": {name: value}}, ...], ...]} from standard input; prints for each pair of runs, in order,
{measure: {"queries", "patients", "difference", "p", "p_holm", "low", "high", "std"}}, std being the standard deviation of the replicates.
"""
import json
import sys
from itertools import combinations

import numpy as np
from scipy import stats

SEED = 20240509


def compare(a, b, measure):
    of_b = {trial["query"]: trial["measures"] for trial in b}
    rows = [(t["patient"], t["measures"][measure], of_b[t["query"]][measure]) for t in a if measure in t["measures"] and measure in of_b.get(t["query"], {})]
    if not rows:
        return None
    patients = sorted({row[0] for row in rows})
    sums = np.array([[sum(row[side] for row in rows if row[0] == patient) for side in (1, 2)] for patient in patients])
    counts = np.array([sum(row[0] == patient for row in rows) for patient in patients])
    test = stats.permutation_test((sums[:, 0], sums[:, 1]), lambda x, y, axis: (x.sum(axis=axis) - y.sum(axis=axis)) / len(rows), permutation_type="samples", vectorized=True, n_resamples=10_000, batch=500, rng=SEED)
    change = sums[:, 0] - sums[:, 1]
    drawn = stats.bootstrap((np.arange(len(patients)),), lambda x, axis: change[x].sum(axis=-1) / counts[x].sum(axis=-1), n_resamples=10_000, batch=500, method="percentile", rng=SEED).bootstrap_distribution
    low, high = np.percentile(drawn, [2.5, 97.5])
    return {"queries": len(rows), "patients": len(patients), "difference": float(test.statistic), "p": float(test.pvalue), "low": low, "high": high, "std": float(np.std(drawn))}


def main():
    runs = json.load(sys.stdin)["runs"]
    measures = {name for run in runs for trial in run for name in trial["measures"]}
    pairs = [{name: result for name in measures if (result := compare(a, b, name))} for a, b in combinations(runs, 2)]
    tested = sorted((result for pair in pairs for result in pair.values()), key=lambda result: result["p"])
    floor = 0.0
    for place, result in enumerate(tested):
        floor = max(floor, min(1.0, result["p"] * (len(tested) - place)))
        result["p_holm"] = floor
    json.dump(pairs, sys.stdout)


main()
