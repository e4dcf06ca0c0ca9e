"""Ranks and judges an archive with numpy, independently of the product: JSON on stdin, JSON on stdout.

In:  { volumes: [{ id, patient, hash, derivedFrom, split, labels: { name: value }, spacing, air: [slice], vectors, crops: { "taxonomy class": { slice: vector } }, taxonomies: { name: { covers, counts: { class: [pixels] } } } }],
       classes: { name: [class] },
       configs: [{ mode, k, aggregation, candidates, reRanking, minPixels, sliceSpacing, skipFlagged, supportingSlices,
                   localizationThreshold, label: { name, order } | null, crop, gallerySplits, querySplits, control }] }
Out: for each config { taxonomies: { name: figures }, winnerSliceRatio }, or { taxonomies: {}, label: figures, winnerSliceRatio: null }
"""

import json
import sys

import numpy as np
from label_reference import label_figures
from scipy.stats import hypergeom

STEP = 1e-6


def rounded(value):
    return int(np.floor(value / STEP + 0.5))


class Archive:
    def __init__(self, volumes):
        self.volumes = volumes
        self.cropped = None
        self.vectors = [np.asarray(v["vectors"], dtype=np.float64) for v in volumes]
        self.index = {v["id"]: i for i, v in enumerate(volumes)}

    def of_splits(self, splits):
        return [i for i, v in enumerate(self.volumes) if splits is None or v["split"] in splits]

    def eligible(self, q):
        query = self.volumes[q]
        patients = {query["patient"]} | {self.volumes[self.index[s]]["patient"] for s in query["derivedFrom"] if s in self.index}
        return [i for i in self.gallery if self.volumes[i]["patient"] not in patients]

    def similarities(self, q, g):
        return self.asked(q) @ self.vectors[g].T

    def asked(self, q):
        """The vectors of a query: whole slices, or those cropped to the class that is asked about."""
        if self.cropped is None:
            return self.vectors[q]
        vectors = self.vectors[q].copy()
        for z, vector in self.volumes[q]["crops"][self.cropped].items():
            vectors[int(z)] = vector
        return vectors


def nearest(archive, q, row, k):
    hits = []
    for g in archive.eligible(q):
        for z, similarity in enumerate(archive.similarities(q, g)[row]):
            hits.append((-similarity, archive.volumes[g]["hash"], z, g))
    hits.sort(key=lambda hit: hit[:3])
    return [(g, z, -negative) for negative, _, z, g in hits[:k]]


def stage_one(archive, hits, aggregation):
    by_volume = {}
    for row in hits:
        for g, _, similarity in row:
            by_volume.setdefault(g, []).append(similarity)
    score = {"COUNT": len, "MAX": max, "SUM": sum}[aggregation]
    keys = {g: (-rounded(score(s)), -rounded(sum(s)), archive.volumes[g]["hash"]) for g, s in by_volume.items()}
    return sorted(by_volume, key=keys.get)


def rank_volumes(archive, q, rows, config, cache):
    hits = [cache(q, row) for row in rows]
    ranked = stage_one(archive, hits, config["aggregation"])
    kind = config["candidates"]["kind"]
    if kind == "FIRST":
        ranked = ranked[: config["candidates"]["count"]]
    elif kind == "GALLERY":
        ranked = sorted(archive.eligible(q), key=lambda g: archive.volumes[g]["hash"])
    support = {g: {} for g in ranked}
    for row in hits:
        for g, z, similarity in row:
            if g in support:
                support[g][z] = max(support[g].get(z, -2), similarity)
    if config["reRanking"] == "LATE_INTERACTION" and rows:
        total = {g: archive.similarities(q, g)[rows].max(axis=1).sum() for g in ranked}
        ranked = sorted(ranked, key=lambda g: (-rounded(total[g]), archive.volumes[g]["hash"]))
        for g in ranked:
            support[g] = {}
            best = archive.similarities(q, g)[rows]
            for z, similarity in zip(best.argmax(axis=1), best.max(axis=1)):
                support[g][int(z)] = max(support[g].get(int(z), -2), similarity)
    return [(g, sorted(support[g], key=lambda z: (-np.float32(support[g][z]), z))) for g in ranked]


def compared(volume, slices, config):
    chosen = [z for z in slices if not (config["skipFlagged"] and z in volume["air"])]
    step, kept = config["sliceSpacing"], []
    if step is None or volume["spacing"] >= step:
        return chosen
    for z in chosen:
        if not kept or (z - kept[-1]) * volume["spacing"] >= step - 1e-3:
            kept.append(z)
    return kept


def random_hit(count, shown, config):
    drawn = min(config["supportingSlices"], count)
    needed = int(np.ceil(round(config["localizationThreshold"] * drawn, 9)))
    return float(hypergeom.sf(needed - 1, count, shown, drawn))


def shown_slices(volume, taxonomy, region, minimum):
    judged = volume["taxonomies"][taxonomy]
    if region not in judged["covers"]:
        return np.zeros(len(volume["vectors"]), dtype=bool)
    return np.asarray(judged["counts"].get(region, [0] * len(volume["vectors"]))) >= minimum


def figures(trials, classes, sets):
    recalls, chances, lifts, micro, unjudged, per_class = [], [], [], [], 0, {}
    for region in classes:
        mine = [t for t in trials if t["region"] == region]
        judged = [t for t in mine if t["value"] is not None]
        unjudged += len(mine) - len(judged)
        if not judged:
            continue
        recall = np.mean([t["value"] for t in judged])
        chance = np.mean([t["chance"] for t in judged])
        lift = None if chance == 1 else (recall - chance) / (1 - chance)
        patients = len({t["patient"] for t in judged})
        attainable = any(t["attainable"] for t in judged)
        per_class[region] = {"recall": recall, "chance": chance, "lift": lift, "queries": len(judged), "patients": patients, "unattainable": not attainable}
        recalls.append(recall)
        chances.append(chance)
        micro += [t["value"] for t in judged]
        if lift is not None:
            lifts.append(lift)
    average = lambda values: float(np.mean(values)) if len(values) else None
    return {
        "recallMean": average(recalls),
        "recallStd": float(np.std(recalls)),
        "recallMicro": average(micro),
        "recallMeanAttainable": average([c["recall"] for c in per_class.values() if not c["unattainable"]]),
        "recallMeanFivePatients": average([c["recall"] for c in per_class.values() if c["patients"] >= 5]),
        "chanceMean": average(chances),
        "liftMean": average(lifts),
        "liftLeftOut": len(recalls) - len(lifts),
        "unjudgedShare": unjudged / len(trials),
        "classesWithQueries": len(recalls),
        "precision": average([p for p, _ in sets if p is not None]) if sets else None,
        "jaccard": average([j for _, j in sets if j is not None]) if sets else None,
        "classes": per_class,
    }


def compare(archive, taxonomy, minimum, q, g):
    a, b = archive.volumes[q], archive.volumes[g]
    common = set(a["taxonomies"][taxonomy]["covers"]) & set(b["taxonomies"][taxonomy]["covers"])
    in_a = {c for c in common if shown_slices(a, taxonomy, c, minimum).any()}
    in_b = {c for c in common if shown_slices(b, taxonomy, c, minimum).any()}
    return (len(in_a & in_b) / len(in_b) if in_b else None, len(in_a & in_b) / len(in_a | in_b) if in_a | in_b else None)


def first(ranked):
    return ranked[0] if ranked else None


def localization(places, config):
    rows = []
    for limit in sorted({5, 15, 30, config["supportingSlices"]}) if places else []:
        by_class = {}
        for place in places:
            inside = place["in"][:limit]
            ratio = float(np.mean(inside)) if inside else 0.0
            ceiling = min(1.0, place["counts"] / len(inside)) if inside else 0.0
            by_class.setdefault(place["region"], []).append((float(bool(inside) and ratio >= config["localizationThreshold"]), float(ratio > 0), ratio, ceiling))
        means = np.mean([np.mean(of, axis=0) for of in by_class.values()], axis=0)
        rows.append(dict(zip(["recall", "recallAny", "ratio", "ceiling"], map(float, means)), supportingSlices=limit))
    return rows


def evaluate(archive, config, classes):
    memory = {}

    def cache(q, row):
        key = (q, row, archive.cropped)
        if key not in memory:
            memory[key] = nearest(archive, q, row, 1 if config["mode"] == "SLICE" else config["k"])
        return memory[key]

    minimum, result, won, possible = config["minPixels"], {}, [], []
    archive.gallery = archive.of_splits(config["gallerySplits"])
    asked_about = archive.of_splits(config["querySplits"])
    if config["label"] is not None:
        return told_by(archive, config, asked_about, cache)
    for taxonomy, names in classes.items():
        trials, sets, places = [], [], []
        shown = [{c: shown_slices(v, taxonomy, c, minimum) for c in names} for v in archive.volumes]
        covers = [set(v["taxonomies"][taxonomy]["covers"]) for v in archive.volumes]
        breadth = [sum(s.any() for s in of.values()) for of in shown]
        for q in asked_about:
            query = archive.volumes[q]
            eligible = archive.eligible(q)
            sizes = [len(archive.volumes[g]["vectors"]) for g in eligible]

            def localized(region, answer, total):
                """Value, and what random evidence would give."""
                chances = [random_hit(len(archive.volumes[g]["vectors"]), int(shown[g][region].sum()), config) for g in eligible if region in covers[g]]
                chance = float(np.mean(chances)) if total else 0.0
                if answer == "ANY":
                    return (chance if total else None), chance
                if answer is None:
                    return 0.0, chance
                g = answer[0]
                if region not in covers[g]:
                    return None, chance
                if len(answer) == 1:
                    return random_hit(len(archive.volumes[g]["vectors"]), int(shown[g][region].sum()), config), chance
                place = {"region": region, "counts": int(shown[g][region].sum()), "in": [bool(shown[g][region][z]) for z in answer[1]]}
                places.append(place)
                first = place["in"][: config["supportingSlices"]]
                return float(bool(first) and np.mean(first) >= config["localizationThreshold"]), chance

            def judge(regions, answer):
                if answer is None:
                    for region in regions:
                        judged = [g for g in eligible if region in covers[g]]
                        count = sum(bool(shown[g][region].any()) for g in judged)
                        chance = localized(region, None, len(judged))[1] if config["mode"] == "LOCALIZED" else (count / len(judged) if judged else 0.0)
                        trials.append({"region": region, "patient": query["patient"], "value": 0.0, "chance": chance, "attainable": count > 0})
                    return
                won.append(np.mean(sizes) if answer == "ANY" else len(archive.volumes[answer[0]]["vectors"]))
                possible.append(np.mean(sizes))
                for region in regions:
                    judged = [g for g in eligible if region in covers[g]]
                    if config["mode"] == "SLICE":
                        total = sum(len(archive.volumes[g]["vectors"]) for g in judged)
                        count = sum(int(shown[g][region].sum()) for g in judged)
                    else:
                        total, count = len(judged), sum(bool(shown[g][region].any()) for g in judged)
                    chance = count / total if total else 0.0
                    if config["mode"] == "LOCALIZED":
                        value, chance = localized(region, answer, total)
                    elif answer == "ANY":
                        value = chance if total else None
                    elif region not in covers[answer[0]]:
                        value = None
                    else:
                        mask = shown[answer[0]][region]
                        value = float(mask[answer[1]] if config["mode"] == "SLICE" else mask.any())
                    trials.append({"region": region, "patient": query["patient"], "value": value, "chance": chance, "attainable": any(shown[g][region].any() for g in judged)})

            def widest():
                if config["mode"] != "SLICE":
                    return (min(eligible, key=lambda g: (-breadth[g], archive.volumes[g]["hash"])),)
                options = [(-sum(int(s[z]) for s in shown[g].values()), archive.volumes[g]["hash"], z, g) for g in eligible for z in range(len(archive.volumes[g]["vectors"]))]
                best = min(options)
                return (best[3], best[2])

            mine = [c for c in names if shown[q][c].any()]
            if config["mode"] == "SLICE":
                for z in compared(query, list(range(len(query["vectors"]))), config) if config["control"] is None else range(len(query["vectors"])):
                    answer = {"RANDOM": lambda: "ANY", "WIDEST": widest, None: lambda: cache(q, z)[0][:2]}[config["control"]]()
                    judge([c for c in mine if shown[q][c][z]], answer)
            elif config["mode"] == "VOLUME":
                everything = compared(query, list(range(len(query["vectors"]))), config)
                answer = {"RANDOM": lambda: "ANY", "WIDEST": widest, None: lambda: first(rank_volumes(archive, q, everything, config, cache))}[config["control"]]()
                judge(mine, answer)
                if answer is None:
                    sets.append((0.0, 0.0))
                elif answer == "ANY":
                    pairs = [compare(archive, taxonomy, minimum, q, g) for g in eligible]
                    pick = lambda at: [p[at] for p in pairs if p[at] is not None]
                    sets.append(tuple(np.mean(pick(at)) if pick(at) else None for at in (0, 1)))
                else:
                    sets.append(compare(archive, taxonomy, minimum, q, answer[0]))
            else:
                for region in mine:
                    rows = compared(query, [int(z) for z in np.flatnonzero(shown[q][region])], config)
                    archive.cropped = f"{taxonomy} {region}" if config["crop"] == "BOUNDING_BOX" else None
                    answer = {"RANDOM": lambda: "ANY", "WIDEST": widest, None: lambda: first(rank_volumes(archive, q, rows, config, cache))}[config["control"]]()
                    judge([region], answer)
        archive.cropped = None
        result[taxonomy] = figures(trials, names, sets)
        if config["mode"] == "LOCALIZED":
            result[taxonomy]["localization"] = localization(places, config)
    return {"taxonomies": result, "winnerSliceRatio": float(np.mean(won) / np.mean(possible))}


def told_by(archive, config, asked_about, cache):
    """Judged by a label: volumes without it are neither asked about nor found."""
    name, order = config["label"]["name"], config["label"]["order"]
    value = lambda g: archive.volumes[g]["labels"].get(name)
    left_out = {"galleryLeftOut": sum(value(g) is None for g in archive.gallery), "queriesLeftOut": sum(value(q) is None for q in asked_about)}
    archive.gallery = [g for g in archive.gallery if value(g) is not None]
    queries = []
    for q in asked_about:
        if value(q) is None:
            continue
        rows = compared(archive.volumes[q], list(range(len(archive.vectors[q]))), config)
        ranked = [value(g) for g, _ in rank_volumes(archive, q, rows, config, cache)]
        eligible = {}
        for g in archive.eligible(q):
            eligible[value(g)] = eligible.get(value(g), 0) + 1
        queries.append({"value": value(q), "patient": archive.volumes[q]["patient"], "ranked": ranked, "eligible": eligible})
    figures = label_figures(queries, [value(g) for g in archive.gallery], order)
    return {"taxonomies": {}, "label": {**figures, **left_out}, "winnerSliceRatio": None}


def main():
    data = json.load(sys.stdin)
    archive = Archive(data["volumes"])
    json.dump([evaluate(archive, config, data["classes"]) for config in data["configs"]], sys.stdout)


if __name__ == "__main__":
    main()
