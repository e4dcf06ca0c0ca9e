"""Slices as a model's input: window, resize, normalise. usage: preprocess_peer.py VOXELS WIDTH HEIGHT SIZE

VOXELS: int16, little-endian, slice after slice, rows anterior to posterior. Answers each line `pillow` or `torchvision` with {"ms", "cpu" (ms of all
threads), "first": [sum of all values, rounded]}, and `has-torchvision` with whether that library is there.
"""
import json
import sys
import time

import numpy as np
from PIL import Image

try:
    import torch
    from torchvision.transforms.v2 import functional

    torch.set_num_threads(1)
except ImportError:
    torch = None

path, width, height, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
slices = np.fromfile(path, "<i2").reshape(-1, height, width)
LOW, WIDTH = -160, 400
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
mean = np.array(MEAN, np.float32)[:, None, None]
std = np.array(STD, np.float32)[:, None, None]


def by_pillow(voxels):
    grey = np.rint((np.clip(voxels, LOW, LOW + WIDTH).astype(np.float32) - LOW) / WIDTH * 255).astype(np.uint8)
    pixels = np.asarray(Image.fromarray(grey).resize((size, size), Image.Resampling.BILINEAR), np.float32)
    return ((pixels * np.float32(1 / 255))[None] - mean) / std


def by_torchvision(voxels):
    grey = ((torch.from_numpy(voxels).clamp(LOW, LOW + WIDTH).to(torch.float32) - LOW) / WIDTH * 255).round_().to(torch.uint8)
    pixels = functional.resize(grey[None], [size, size], antialias=True).expand(3, -1, -1)
    return functional.normalize(functional.to_dtype(pixels, torch.float32, scale=True), MEAN, STD).numpy()


for line in sys.stdin:
    if line.strip() == "has-torchvision":
        print(json.dumps(torch is not None), flush=True)
        continue
    work = {"pillow": by_pillow, "torchvision": by_torchvision}[line.strip()]
    started, spent = time.perf_counter(), time.process_time()
    images = [work(voxels) for voxels in slices]
    ms, cpu = (time.perf_counter() - started) * 1000, (time.process_time() - spent) * 1000
    print(json.dumps({"ms": ms, "cpu": cpu, "first": [round(float(sum(image.sum(dtype=np.float64) for image in images)))]}), flush=True)
