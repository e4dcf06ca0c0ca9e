"""Perturbed volumes from their definitions, by SciPy.

Reads {"shape": [nx, ny, nz], "spacing": [...], "voxels": [...], "labels": [...], "perturbations": [{...}, ...]} with voxels i fastest; prints
for each the shape, voxels (before they are rounded) and labels of the perturbed volume.
"""
import json
import sys

import numpy as np
from scipy.ndimage import map_coordinates

request = json.load(sys.stdin)
shape, spacing = request["shape"], request["spacing"]
voxels = np.array(request["voxels"], dtype=np.float64).reshape(shape[::-1]).transpose(2, 1, 0)
labels = np.array(request["labels"], dtype=np.float64).reshape(shape[::-1]).transpose(2, 1, 0)


def centres(size, step):
    return (np.arange(int(size / step + 1e-6)) + 0.5) * step - 0.5


def at(data, axes, order):
    return map_coordinates(data, np.meshgrid(*axes, indexing="ij"), order=order, mode="nearest")


def nearest(data, axes):
    """Halves go up, as in JavaScript."""
    return data[np.ix_(*[np.clip(np.floor(axis + 0.5).astype(int), 0, size - 1) for axis, size in zip(axes, data.shape)])]


whole = [np.arange(size, dtype=np.float64) for size in shape]
answers = []
for what in request["perturbations"]:
    if what["kind"] == "SPACING":
        axes = [centres(shape[0], what["spacing"] / spacing[0]), centres(shape[1], what["spacing"] / spacing[1]), whole[2]]
        out, marks = at(voxels, axes, 1), nearest(labels, axes)
    elif what["kind"] == "SLICE_THICKNESS":
        step = what["thickness"] / spacing[2]
        middle = centres(shape[2], step)
        parts = max(1, int(np.floor(step + 0.5)))
        out = np.mean([at(voxels, [whole[0], whole[1], middle + step * ((part + 0.5) / parts - 0.5)], 1) for part in range(parts)], axis=0)
        marks = nearest(labels, [whole[0], whole[1], middle])
    elif what["kind"] == "CROP":
        cut = []
        for size, share in zip(shape, [what["inPlane"], what["inPlane"], what["length"]]):
            count = max(1, int(np.floor(size * share + 0.5)))
            first = (size - count) // 2
            cut.append(slice(first, first + count))
        out, marks = voxels[tuple(cut)], labels[tuple(cut)]
    elif what["kind"] == "FLIP":
        axis = {"LEFT_RIGHT": 0, "ANTERIOR_POSTERIOR": 1, "HEAD_FEET": 2}[what["axis"]]
        out, marks = np.flip(voxels, axis), np.flip(labels, axis)
    elif what["kind"] == "WINDOW":
        low = what["center"] - what["width"] / 2
        out, marks = -160 + (np.clip(voxels, low, low + what["width"]) - low) / what["width"] * 400, labels

    answers.append(
        {"shape": list(out.shape), "voxels": out.transpose(2, 1, 0).ravel().tolist(), "labels": marks.transpose(2, 1, 0).astype(int).ravel().tolist()}
    )
json.dump(answers, sys.stdout)
