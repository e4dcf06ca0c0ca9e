"""Labels of volumes told from ranked lists, independently of the product: by counting, and chances by walking through every order.

As a script: JSON on stdin, JSON on stdout.
In:  { chances: [{ counts: { value: n }, value, neighbours, places: { value: number } | null }] }
Out: [{ vote, error }]
"""

import json
import sys
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

import numpy as np

DEPTHS = (1, 3, 5, 10)


def vote(found):
    """The commonest value, of equally common ones the first to come."""
    return max(dict.fromkeys(found), key=found.count) if found else None


def median(found, places):
    return sorted(found, key=lambda value: places[value])[(len(found) + 1) // 2 - 1] if found else None


@lru_cache(maxsize=None)
def orders(counts, drawn):
    """Every order of values of the first `drawn` volumes, with its probability if volumes are ranked at random."""
    total = sum(n for _, n in counts)
    if drawn == 0 or total == 0:
        return (((), Fraction(1)),)
    result = []
    for at, (value, n) in enumerate(counts):
        if n:
            rest = counts[:at] + ((value, n - 1),) + counts[at + 1 :]
            result += [((value, *tail), Fraction(n, total) * p) for tail, p in orders(rest, drawn - 1)]
    return tuple(result)


def chances(counts, value, neighbours, places):
    return of_orders(tuple(sorted(counts.items())), value, neighbours, None if places is None else tuple(sorted(places.items())))


@lru_cache(maxsize=None)
def of_orders(counts, value, neighbours, placed):
    all_orders = orders(counts, min(neighbours, sum(n for _, n in counts)))
    places = None if placed is None else dict(placed)
    right = sum((p for order, p in all_orders if vote(list(order)) == value), Fraction(0))
    error = None if places is None else float(sum(p * Fraction(abs(places[median(list(order), places)] - places[value])) for order, p in all_orders))
    return float(right), error


def returned(hits):
    """Mean, over the relevant ones, of the precision where each lies."""
    at = np.flatnonzero(hits)
    return float(np.mean((np.arange(len(at)) + 1) / (at + 1))) if len(at) else 0.0


MEASURES = {**{f"precisionAt({k})": lambda hits, k=k: float(np.sum(hits[:k])) / k for k in (3, 5, 10)}, "averagePrecisionOfReturned(10)": lambda hits: returned(hits[:10])}


@lru_cache(maxsize=None)
def measure_chance(name, eligible, relevant):
    values = []
    for places in combinations(range(eligible), relevant):
        hits = np.zeros(eligible, dtype=bool)
        hits[list(places)] = True
        values.append(MEASURES[name](hits))
    return float(np.mean(values))


def means(rows):
    """Over all rows (value of the query, figure), and over the means of the values."""
    values = {}
    for value, figure in rows:
        values.setdefault(value, []).append(figure)
    return (float(np.mean([f for _, f in rows])) if rows else None), (float(np.mean([np.mean(f) for f in values.values()])) if rows else None)


def lift(mean, chance):
    return None if mean is None or chance == 1 else (mean - chance) / (1 - chance)


def scale(values, order):
    if order is not None:
        return order, {value: place for place, value in enumerate(order)}
    try:
        places = {value: float(value) for value in values}
    except ValueError:
        return sorted(values), None
    return sorted(values, key=lambda value: (places[value], value)), places


def label_figures(queries, gallery, order):
    """queries: [{ value, patient, ranked: [value], eligible: { value: n } }]; gallery: the values of all that can be found."""
    values, places = scale({q["value"] for q in queries} | set(gallery), order)
    topics = [q for q in queries if q["eligible"].get(q["value"], 0) > 0]
    result = {
        "kind": "CATEGORICAL" if places is None else "ORDINAL",
        "queries": len(queries),
        "patients": len({q["patient"] for q in queries}),
        "unattainable": len(queries) - len(topics),
        "values": [{"value": v, "queries": sum(q["value"] == v for q in queries), "patients": len({q["patient"] for q in queries if q["value"] == v}), "gallery": gallery.count(v)} for v in values],
        "measures": [],
        "predictions": [],
    }
    for name, of in MEASURES.items():
        mean, value_mean = means([(q["value"], of(np.array([v == q["value"] for v in q["ranked"]], dtype=bool))) for q in topics])
        chance, value_chance = means([(q["value"], measure_chance(name, sum(q["eligible"].values()), q["eligible"][q["value"]])) for q in topics])
        result["measures"].append({"measure": name, "queries": len(topics), "patients": len({q["patient"] for q in topics}), "mean": mean, "chance": chance, "lift": lift(mean, chance), "valueMean": value_mean, "valueChance": value_chance})
    for n in DEPTHS:
        told = [(q["value"], vote(q["ranked"][:n])) for q in queries]
        expected = [chances(q["eligible"], q["value"], n, places) for q in queries]
        accuracy, balanced = means([(value, float(value == said)) for value, said in told])
        chance, balanced_chance = means([(value, right) for (value, _), (right, _) in zip(told, expected)])
        majority = [max(values, key=lambda v: q["eligible"].get(v, 0)) == q["value"] for q in queries]
        row = {"neighbours": n, "predicted": sum(said is not None for _, said in told), "accuracy": accuracy, "chance": chance, "lift": lift(accuracy, chance), "majority": float(np.mean(majority)), "balancedAccuracy": balanced, "balancedChance": balanced_chance, "meanAbsoluteError": None, "errorChance": None}
        if places is not None:
            errors = [(abs(places[median(q["ranked"][:n], places)] - places[q["value"]]), e) for q, (_, e) in zip(queries, expected) if q["ranked"]]
            row["meanAbsoluteError"], row["errorChance"] = (float(np.mean([e[at] for e in errors])) if errors else None for at in (0, 1))
        result["predictions"].append(row)
    return result


if __name__ == "__main__":
    asked = json.load(sys.stdin)["chances"]
    answers = [chances(one["counts"], one["value"], one["neighbours"], one["places"]) for one in asked]
    json.dump([{"vote": right, "error": error} for right, error in answers], sys.stdout)
