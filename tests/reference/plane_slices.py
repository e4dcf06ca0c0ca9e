"""What the slices of each plane show, and what those of a region find, by nibabel and numpy alone: JSON on stdin, JSON on stdout.

In:  { volumes: [{ id, patient, hash, ct, labels: path of a map, or of a directory of masks, or null, values: { region: value in the map }, vectors: { plane: path of .npy } }],
       planes, query, regions, k }
Out: { counts: { id: { region: { plane: [pixels] } } }, air: { id: { plane: [slice] } },
       found: { plane: { region: { query: [slice], COUNT: [[id, [supporting slice]]], LATE_INTERACTION: the same } } } }
"""

import json
import os
import sys

import nibabel
import numpy as np
from evaluation_reference import Archive, nearest, rank_volumes

AXIS = {"SAGITTAL": 0, "CORONAL": 1, "AXIAL": 2}


def canonical(path):
    return np.asarray(nibabel.as_closest_canonical(nibabel.load(path)).dataobj)


def masks_of(volume):
    if volume["labels"] is None:
        return {}
    if os.path.isdir(volume["labels"]):
        files = [name for name in sorted(os.listdir(volume["labels"])) if name.endswith(".nii.gz")]
        return {name[: -len(".nii.gz")]: canonical(os.path.join(volume["labels"], name)) > 0 for name in files}
    labels = canonical(volume["labels"])
    return {region: labels == value for region, value in volume["values"].items()}


class Remembering(Archive):
    """Each pair of volumes is compared once."""

    def __init__(self, volumes):
        super().__init__(volumes)
        self.compared = {}
        self.hits = {}

    def similarities(self, q, g):
        if (q, g) not in self.compared:
            self.compared[q, g] = super().similarities(q, g)
        return self.compared[q, g]

    def nearest(self, q, row, k):
        if (q, row) not in self.hits:
            self.hits[q, row] = nearest(self, q, row, k)
        return self.hits[q, row]


def across(mask, plane):
    """One number a slice of the plane."""
    return tuple(axis for axis in range(3) if axis != AXIS[plane])


def main():
    asked = json.load(sys.stdin)
    counts, air = {}, {}
    for volume in asked["volumes"]:
        voxels = canonical(volume["ct"])
        air[volume["id"]] = {plane: [int(s) for s in np.flatnonzero(voxels.max(axis=across(voxels, plane)) <= -500)] for plane in AXIS}
        shown = {region: mask for region, mask in masks_of(volume).items() if mask.any()}
        counts[volume["id"]] = {region: {plane: mask.sum(axis=across(mask, plane)).astype(int).tolist() for plane in AXIS} for region, mask in shown.items()}
    found = {}
    for plane in asked["planes"]:
        volumes = []
        for volume in asked["volumes"]:
            vectors = np.load(volume["vectors"][plane]).astype(np.float64)
            volumes.append({**volume, "derivedFrom": [], "vectors": vectors / np.linalg.norm(vectors, axis=1, keepdims=True)})
        archive = Remembering(volumes)
        archive.gallery = range(len(volumes))
        query = archive.index[asked["query"]]
        found[plane] = {}
        for region in asked["regions"]:
            rows = [int(s) for s in np.flatnonzero(counts[asked["query"]][region][plane])]
            ranked = {"query": rows}
            for ranking in ("COUNT", "LATE_INTERACTION"):
                config = {"aggregation": "COUNT", "candidates": {"kind": "HIT"}, "reRanking": "NONE" if ranking == "COUNT" else ranking}
                answer = rank_volumes(archive, query, rows, config, lambda q, row: archive.nearest(q, row, asked["k"]))
                ranked[ranking] = [[volumes[g]["id"], sorted(slices)] for g, slices in answer]
            found[plane][region] = ranked
    json.dump({"counts": counts, "air": air, "found": found}, sys.stdout)


if __name__ == "__main__":
    main()
