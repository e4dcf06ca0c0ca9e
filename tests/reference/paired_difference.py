"""The paired difference in macro recall with its percentile bootstrap and SciPy's sign-flip test by patient, from the definition.

Reads {"a": trials, "b": trials, "replicates": n} with trials as [[patient, region, value], ...]; prints both recalls, the difference, the
2.5 % and 97.5 % quantiles, p, and the numbers of classes and patients. Draws are NumPy's: intervals and sampled p agree within Monte Carlo error alone.
"""
import json
import sys

import numpy as np
from scipy import stats

request = json.load(sys.stdin)
a, b = request["a"], request["b"]
while True:
    before = len(a) + len(b)
    for column in (1, 0):
        both = {trial[column] for trial in a} & {trial[column] for trial in b}
        a, b = [trial for trial in a if trial[column] in both], [trial for trial in b if trial[column] in both]
    if len(a) + len(b) == before:
        break
patients, regions = sorted({trial[0] for trial in a}), sorted({trial[1] for trial in a})


def counts(trials):
    table = np.zeros((2, len(patients), len(regions)))
    for patient, region, value in trials:
        table[:, patients.index(patient), regions.index(region)] += [value, 1]
    return table


of_a, of_b = counts(a), counts(b)


def recalls(weights):
    (right_a, judged_a), (right_b, judged_b) = (np.einsum("p,cpr->cr", weights, table) for table in (of_a, of_b))
    met = (judged_a > 0) & (judged_b > 0)
    return (right_a[met] / judged_a[met]).mean(), (right_b[met] / judged_b[met]).mean()


rng = np.random.default_rng(1)
whole = recalls(np.ones(len(patients)))
drawn = [recalls(np.bincount(rng.integers(len(patients), size=len(patients)), minlength=len(patients))) for _ in range(request["replicates"])]
low, high = np.quantile([one - other for one, other in drawn], [0.025, 0.975])

# Patient by patient, A first: [patient of A or B, right | judged, class].
sides = np.concatenate([of_a, of_b], axis=1).transpose(1, 0, 2)


def flipped(x, y, axis):
    right_a, judged_a, right_b, judged_b = (sides[side.astype(int)].sum(axis=-3)[..., kind, :] for side in (x, y) for kind in (0, 1))
    met = (judged_a > 0) & (judged_b > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(met, right_a / judged_a - right_b / judged_b, 0).sum(axis=-1) / met.sum(axis=-1)


first = np.arange(len(patients))
test = stats.permutation_test((first, first + len(patients)), flipped, permutation_type="samples", vectorized=True, n_resamples=10_000, batch=500, rng=1)
json.dump({"p": float(test.pvalue), "a": whole[0], "b": whole[1], "difference": whole[0] - whole[1], "low": low, "high": high, "classes": len(regions), "patients": len(patients)}, sys.stdout)
