"""Slices as a model's input, by numpy and Pillow. usage: slice_inputs.py CASES

CASES: JSON lines {"file", "type": "<i2" | "<f4", "nx", "ny", "center", "width", "size": [width, height], "scale", "mean", "std"}; a file holds the voxels of one
slice in canonical order. Prints for each {"pixels", "input"}: the SHA-256 of the image (uint8, rows anterior to posterior) and of its float32 planes.
"""
import hashlib
import json
import sys

import numpy as np
from PIL import Image

for line in open(sys.argv[1], encoding="utf-8"):
    case = json.loads(line)
    voxels = np.fromfile(case["file"], case["type"]).reshape(case["ny"], case["nx"])[::-1].astype(np.float64)
    low = case["center"] - case["width"] / 2
    grey = np.rint((np.clip(voxels, low, low + case["width"]) - low) / case["width"] * 255).astype(np.uint8)
    width, height = case["size"]
    # One pass after the other: which comes first moves single grey values by one, and not all versions of Pillow take them in the same order.
    narrow = Image.fromarray(grey).resize((width, case["ny"]), Image.Resampling.BILINEAR)
    pixels = np.asarray(narrow.resize((width, height), Image.Resampling.BILINEAR))
    scaled = (pixels.astype(np.float64) * case["scale"]).astype(np.float32)
    planes = np.stack([(scaled - np.float32(mean)) / np.float32(std) for mean, std in zip(case["mean"], case["std"])])
    print(json.dumps({"pixels": hashlib.sha256(pixels.tobytes()).hexdigest(), "input": hashlib.sha256(planes.tobytes()).hexdigest()}))
