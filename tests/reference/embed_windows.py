"""Embeds every slice of a CT by an encoder of volumes, by nibabel, numpy, Pillow and onnxruntime alone; writes .npy, float32 [slices, dimension], unit rows.

usage: embed_windows.py MODEL SOURCE TARGET DEPTH SIDE STRIDE [SPACING]
SPACING: mm between planes; without it planes are slices
"""
import math
import sys

import nibabel
import numpy as np
import onnxruntime

from preprocess import slice_images


def main(model, source, target, depth, side, stride, spacing=None):
    depth, side, stride = int(depth), int(side), int(stride)
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    distance = float(nibabel.as_closest_canonical(nibabel.load(source)).header.get_zooms()[2])
    step = 1 if spacing is None else float(spacing) / distance
    pictures = [picture.astype(np.float32) / np.float32(255) for picture in slice_images(source, size=(side, side))]
    last = len(pictures) - 1
    vectors = {}
    rows = []
    for index in range(last + 1):
        middle = min(last, index // stride * stride + stride // 2)
        if middle not in vectors:
            planes = [math.floor(middle + (plane - (depth - 1) / 2) * step + 0.5) for plane in range(depth)]
            window = np.stack([pictures[min(max(plane, 0), last)] for plane in planes])
            vectors[middle] = session.run(None, {session.get_inputs()[0].name: window[None, None]})[0][0].astype(np.float64)
        rows.append(vectors[middle] / np.linalg.norm(vectors[middle]))
    np.save(target, np.stack(rows).astype(np.float32))


main(*sys.argv[1:])
