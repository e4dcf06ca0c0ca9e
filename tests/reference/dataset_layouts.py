"""What an import of a data set must take, found with csv, json and nibabel alone.

Usage: dataset_layouts.py totalsegmentator|msd|3d-mir|bids DIRECTORY
Prints {"imported": {item: {split, patient, study, labels, shape, spacing, voxels}}, "refused": [item]}: `patient` and `study` tell who goes with
whom (null: of its own), `voxels` counts the voxels of each named structure that occurs.
"""
import csv
import glob
import json
import os
import sys

import nibabel
import numpy

layout, root = sys.argv[1], sys.argv[2]
SPLITS = {"train": "TRAIN", "val": "VALIDATION", "test": "TEST", "": "NONE"}
UNKNOWN = {"", "n/a", "nan"}
imported, refused = {}, []


def table(path, delimiter):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def facts(row, columns):
    return {column: row[column] for column in columns if row.get(column, "") not in UNKNOWN and row.get(column) is not None}


def take(item, voxels, **told):
    try:
        image = nibabel.as_closest_canonical(nibabel.load(os.path.join(root, item)))
        if image.ndim != 3:
            raise ValueError("not three-dimensional")
    except Exception:
        refused.append(item)
        return
    spacing = [float(length) for length in nibabel.affines.voxel_sizes(image.affine)]
    imported[item] = {"split": "NONE", "patient": None, "study": None, "labels": {}, **told, "shape": list(image.shape), "spacing": spacing, "voxels": voxels()}


def of_map(path, names):
    def count():
        values, numbers = numpy.unique(numpy.asarray(nibabel.load(path).dataobj), return_counts=True)
        return {names[int(value)]: int(number) for value, number in zip(values, numbers) if value != 0}

    return count


def of_masks(directory):
    def count():
        found = {}
        for path in sorted(glob.glob(os.path.join(directory, "*.nii.gz"))):
            number = int((numpy.asarray(nibabel.load(path).dataobj) > 0).sum())
            if number > 0:
                found[os.path.basename(path)[: -len(".nii.gz")]] = number
        return found

    return count


def totalsegmentator():
    meta = {row["image_id"]: row for row in table(os.path.join(root, "meta.csv"), ";")}
    for case in sorted(os.listdir(root)):
        directory = os.path.join(root, case)
        held = os.listdir(directory) if os.path.isdir(directory) else []
        if "ct.nii.gz" not in held and "segmentations" not in held:
            continue
        row = meta.get(case)
        kept = ["institute", "study_type", "manufacturer", "scanner_model", "kvp", "pathology", "pathology_location"]
        told = {} if row is None else {"split": SPLITS[row["split"]], "patient": case, "labels": facts(row, kept)}
        take(f"{case}/ct.nii.gz", of_masks(os.path.join(directory, "segmentations")), **told)


def decathlon():
    for path in sorted(glob.glob(os.path.join(root, "*", "dataset.json"))):
        with open(path, encoding="utf-8") as file:
            task = json.load(file)
        folder = os.path.dirname(path)
        name = os.path.basename(folder)
        names = {int(value): label for value, label in task["labels"].items()}
        pairs = [(pair["image"], pair["label"], "TRAIN") for pair in task["training"]] + [(image, None, "TEST") for image in task["test"]]
        for image, label, split in pairs:
            item = f"{name}/{os.path.normpath(image)}"
            if list(task["modality"].values()) != ["CT"]:
                refused.append(item)
                continue
            if label is not None and not os.path.exists(os.path.join(folder, label)):
                refused.append(item)
                continue
            voxels = (lambda: {}) if label is None else of_map(os.path.join(folder, label), names)
            take(item, voxels, split=split, labels={"task": task["name"]})


def three_d_mir():
    decathlon()
    data = os.path.join(root, "3D-MIR", "Data")
    labels = {row["name"]: facts(row, ["organ", "max_tumor_size", "number_tumors", "lesion_group", "cancer_flag"]) for path in glob.glob(os.path.join(data, "3DMIR_labels", "*.csv")) for row in table(path, ",")}
    parts = {}
    for path in glob.glob(os.path.join(data, "Data_Splits", "*.csv")):
        organ, _, part, _ = os.path.basename(path).split("_")
        for row in table(path, ","):
            parts.setdefault(list(row.values())[-1], {}).setdefault(organ, set()).add(part)
    refused[:] = [item for item in refused if os.path.basename(item) in labels or os.path.basename(item) in parts]
    for item in list(imported):
        scan = os.path.basename(item)
        if scan not in labels and scan not in parts:
            del imported[item]
            continue
        mine = parts.get(scan, {})
        own = mine.get(scan.split("_")[0], set())
        imported[item]["split"] = SPLITS[next(iter(own))] if len(own) == 1 else "NONE"
        member = {f"3dmir_{organ}": " and ".join(sorted(of, reverse=True)) for organ, of in mine.items()}
        imported[item]["labels"] = {**imported[item]["labels"], **labels.get(scan, {}), **member}


def bids():
    people = {row["participant_id"]: row for row in table(os.path.join(root, "participants.tsv"), "\t")}
    names = {int(row["index"]): row["name"] for row in table(os.path.join(root, "derivatives", "organs", "dseg.tsv"), "\t")}
    for path in sorted(glob.glob(os.path.join(root, "sub-*", "**", "*_ct.nii.gz"), recursive=True)):
        item = os.path.relpath(path, root)
        parts = item.split(os.sep)
        stem = os.path.basename(path)[: -len("_ct.nii.gz")]
        if not stem.startswith(parts[0]):
            continue
        row = people.get(parts[0], {})
        masks = glob.glob(os.path.join(root, "derivatives", "organs", os.path.dirname(item), f"{stem}_*dseg.nii.gz"))
        session = parts[1] if parts[1].startswith("ses-") else ""
        told = {"split": SPLITS[row.get("split", "")], "patient": parts[0], "study": f"{parts[0]} {session}", "labels": facts(row, ["group"])}
        take(item, of_map(masks[0], names) if masks else (lambda: {}), **told)


{"totalsegmentator": totalsegmentator, "msd": decathlon, "3d-mir": three_d_mir, "bids": bids}[layout]()
print(json.dumps({"imported": imported, "refused": sorted(refused)}))
