"""The outcome of a scheduled run against the run before, written anew: patients asked the same of in both, every way to swap them, Holm.

Reads JSON from standard input: a list of cells, each {"now": [[patient, class, value in fifths or null], ...], "before": [...], "over_queries": whether
the figure is the mean over trials, not that over classes}.
Prints for each {"patients", "left_out", "difference", "p", "p_holm", "fell"}; at most 13 shared patients.
"""

import itertools
import json
import sys
from collections import Counter
from fractions import Fraction


def figure(trials, over_queries):
    by_class = {}
    for _, region, value in trials:
        if value is not None:
            by_class.setdefault("all" if over_queries else region, []).append(Fraction(round(value * 5), 5))
    if not by_class:
        return None
    return sum(sum(values) / len(values) for values in by_class.values()) / len(by_class)


def asked(trials):
    of = {}
    for patient, region, _ in trials:
        of.setdefault(patient, Counter())[region] += 1
    return of


def compare(cell):
    over_queries = cell.get("over_queries", False)
    now, before = asked(cell["now"]), asked(cell["before"])
    shared = [patient for patient in now if before.get(patient) == now[patient]]
    left_out = len(set(now) | set(before)) - len(shared)
    if not shared:
        return {"patients": 0, "left_out": left_out, "difference": None, "p": None}
    pick = lambda trials, patient: [trial for trial in trials if trial[0] == patient]
    ours = {patient: (pick(cell["now"], patient), pick(cell["before"], patient)) for patient in shared}

    def difference(swaps):
        a, b = [], []
        for patient, swap in zip(shared, swaps):
            one, other = ours[patient]
            a += other if swap else one
            b += one if swap else other
        macros = figure(a, over_queries), figure(b, over_queries)
        return None if None in macros else macros[0] - macros[1]

    observed = difference([0] * len(shared))
    if observed is None:
        return {"patients": len(shared), "left_out": left_out, "difference": None, "p": None}
    large = 0
    total = 0
    for swaps in itertools.product([0, 1], repeat=len(shared)):
        d = difference(swaps)
        total += 1
        large += d is None or abs(d) >= abs(observed)
    return {"patients": len(shared), "left_out": left_out, "difference": float(observed), "p": large / total}


def main():
    cells = [compare(cell) for cell in json.load(sys.stdin)]
    tested = sorted((cell for cell in cells if cell["p"] is not None), key=lambda cell: cell["p"])
    floor = 0.0
    for place, cell in enumerate(tested):
        floor = max(floor, min(1.0, cell["p"] * (len(tested) - place)))
        cell["p_holm"] = floor
    for cell in cells:
        cell.setdefault("p_holm", None)
        cell["fell"] = cell["p_holm"] is not None and cell["difference"] < 0 and cell["p_holm"] < 0.05
    print(json.dumps(cells))


main()
