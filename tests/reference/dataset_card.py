"""What a data set holds, counted with numpy from its members.

Reads {"members": [{patient, study, shape, spacing, bytes, split, labels, notes, id, derivedFrom, segmentation: null | {taxonomy, producer, covers, regions}}],
"classes": {taxonomy: {class: [labels]}}} from standard input; prints the card.
"""
import itertools
import json
import sys
from collections import Counter, defaultdict

import numpy

data = json.load(sys.stdin)
members, classes = data["members"], data["classes"]
of = {member["id"]: member for member in members}
segmented = [member["segmentation"] for member in members if member["segmentation"] is not None]


def spreads(key):
    table = numpy.array([member[key] for member in members], float)
    return [{"minimum": column.min(), "median": numpy.median(column), "maximum": column.max()} for column in table.T] if members else None


def split(name):
    own = [member for member in members if member["split"] == name]
    return {"split": name, "volumes": len(own), "patients": len({member["patient"] for member in own}), "slices": sum(member["shape"][2] for member in own)}


def shared():
    where = defaultdict(set)
    for member in members:
        if member["split"] != "NONE":
            where[member["patient"]].add(member["split"])
    found = defaultdict(list)
    for patient, names in where.items():
        for pair in itertools.combinations(sorted(names), 2):
            found[pair].append(patient)
    return [{"splits": list(pair), "count": len(patients), "patients": sorted(patients)[:20]} for pair, patients in sorted(found.items())]


def derived_across():
    found = Counter()
    for member in members:
        for source in {of[name]["split"] for name in member["derivedFrom"] if name in of}:
            if source != member["split"] and "NONE" not in (source, member["split"]):
                found[(member["split"], source)] += 1
    return [{"split": one, "source": other, "volumes": count} for (one, other), count in sorted(found.items())]


def labels():
    found = defaultdict(Counter)
    for member in members:
        for name, value in member["labels"].items():
            found[name][value] += 1
    return [
        {"name": name, "volumes": sum(counts.values()), "distinct": len(counts), "values": [{"value": value, "volumes": count} for value, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:50]]}
        for name, counts in sorted(found.items())
    ]


def shows(segmentation, names):
    return any(max(counts, default=0) > 0 for name, counts in segmentation["regions"].items() if name in names)


def structures():
    found = {}
    for segmentation in segmented:
        for label in segmentation["covers"]:
            shown, judged = found.get((segmentation["taxonomy"], label), (0, 0))
            found[(segmentation["taxonomy"], label)] = (shown + shows(segmentation, {label}), judged + 1)
    return sorted([taxonomy, label, int(shown), judged] for (taxonomy, label), (shown, judged) in found.items())


def regions():
    found = []
    for name in data["coarse"]:
        judges = [one for one in segmented if name in classes[one["taxonomy"]] and set(classes[one["taxonomy"]][name]) <= set(one["covers"])]
        found.append({"region": name, "shown": sum(shows(one, set(classes[one["taxonomy"]][name])) for one in judges), "judged": len(judges)})
    return found


notes = Counter(kind for member in members for kind in set(member["notes"]))
standards = Counter((one["taxonomy"], json.dumps(one["producer"], sort_keys=True)) for one in segmented)
print(
    json.dumps(
        {
            "volumes": len(members),
            "patients": len({member["patient"] for member in members}),
            "studies": len({member["study"] for member in members}),
            "slices": sum(member["shape"][2] for member in members),
            "bytes": sum(member["bytes"] for member in members),
            "derived": sum(len(member["derivedFrom"]) > 0 for member in members),
            "segmented": len(segmented),
            "spacing": spreads("spacing"),
            "shape": spreads("shape"),
            "splits": [split(name) for name in sorted({member["split"] for member in members})],
            "sharedPatients": shared(),
            "derivedAcross": derived_across(),
            "labels": labels(),
            "standards": sorted(([taxonomy, json.loads(producer), count] for (taxonomy, producer), count in standards.items()), key=lambda row: json.dumps(row, sort_keys=True)),
            "structures": structures(),
            "regions": regions(),
            "notes": [{"kind": kind, "volumes": count} for kind, count in sorted(notes.items())],
        }
    )
)
