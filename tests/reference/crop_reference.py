"""Slices cropped to the bounding box of a class, by numpy and Pillow: JSON on stdin, JSON on stdout.

In:  { voxels, labels (flat, i fastest), shape: [nx, ny, nz], spacing, classes: [{ region, value }], margin (mm), window: { center, width },
       size: { width, height }, normalisation: { scale, mean, std } }
Out: [{ region, slice, vector }] of raw pixels, by class and slice
"""

import json
import sys

import numpy as np
from PIL import Image


def main():
    asked = json.load(sys.stdin)
    shape = asked["shape"][::-1]
    voxels = np.asarray(asked["voxels"], dtype=np.float64).reshape(shape)
    labels = np.asarray(asked["labels"]).reshape(shape)
    low, width = asked["window"]["center"] - asked["window"]["width"] / 2, asked["window"]["width"]
    answers = []
    for one in asked["classes"]:
        mask = labels == one["value"]
        ends = []
        # Rows (j) are the second axis, columns (i) the third.
        for axis, spacing in ((1, asked["spacing"][1]), (2, asked["spacing"][0])):
            seen = np.flatnonzero(mask.any(axis=tuple(a for a in range(3) if a != axis)))
            pixels = int(np.ceil(asked["margin"] / spacing))
            ends.append((max(0, seen[0] - pixels), min(shape[axis], seen[-1] + pixels + 1)))
        (top, bottom), (left, right) = ends
        for z in np.flatnonzero(mask.any(axis=(1, 2))):
            rows = voxels[z, top:bottom, left:right][::-1]
            grey = np.rint((np.clip(rows, low, low + width) - low) / width * 255).astype(np.uint8)
            image = np.asarray(Image.fromarray(grey).resize((asked["size"]["width"], asked["size"]["height"]), Image.Resampling.BILINEAR), dtype=np.float64)
            normal = asked["normalisation"]
            vector = ((image * normal["scale"] - normal["mean"][0]) / normal["std"][0]).ravel()
            answers.append({"region": one["region"], "slice": int(z), "vector": (vector / np.linalg.norm(vector)).tolist()})
    json.dump(answers, sys.stdout)


main()
