"""Slices as a model's input: window, resize, normalise. usage: preprocess_peer.py LIBRARY VOXELS WIDTH HEIGHT SIZE

LIBRARY: pillow (with numpy) or torchvision; only the one named is loaded. VOXELS: int16, little-endian, slice after slice, rows anterior to posterior.
Answers the line `versions` with {library: version}, the line `run` with {"ms", "cpu" (ms of all threads), "first": [sum of all values, rounded]}, and
`write FILE` with true once all inputs, float32 [slices, 3, SIZE, SIZE], are in FILE.
"""
import json
import sys
import time

import numpy as np

library, path, width, height, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
slices = np.fromfile(path, "<i2").reshape(-1, height, width)
LOW, WIDTH = -160, 400
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def with_pillow():
    from PIL import Image, __version__

    mean = np.array(MEAN, np.float32)[:, None, None]
    std = np.array(STD, np.float32)[:, None, None]

    def work(voxels):
        grey = np.rint((np.clip(voxels, LOW, LOW + WIDTH).astype(np.float32) - LOW) / WIDTH * 255).astype(np.uint8)
        pixels = np.asarray(Image.fromarray(grey).resize((size, size), Image.Resampling.BILINEAR), np.float32)
        return ((pixels * np.float32(1 / 255))[None] - mean) / std

    return work, {"numpy": np.__version__, "pillow": __version__}


def with_torchvision():
    import torch
    import torchvision
    from torchvision.transforms.v2 import functional

    torch.set_num_threads(1)

    def work(voxels):
        grey = torch.from_numpy(voxels).clamp(LOW, LOW + WIDTH).to(torch.float32).sub_(LOW).div_(WIDTH).mul_(255).round_().to(torch.uint8)
        pixels = functional.resize(grey[None], [size, size], antialias=True)
        # Scaled once, not once for each of the three channels that share the pixels.
        return functional.normalize(functional.to_dtype(pixels, torch.float32, scale=True).expand(3, -1, -1), MEAN, STD).numpy()

    return work, {"torch": torch.__version__, "torchvision": torchvision.__version__}


work, versions = {"pillow": with_pillow, "torchvision": with_torchvision}[library]()
for line in sys.stdin:
    command, _, target = line.rstrip("\n").partition(" ")
    if command == "versions":
        print(json.dumps(versions), flush=True)
    elif command == "write":
        np.stack([work(voxels) for voxels in slices]).astype("<f4").tofile(target)
        print(json.dumps(True), flush=True)
    else:
        started, spent = time.perf_counter(), time.process_time()
        images = [work(voxels) for voxels in slices]
        ms, cpu = (time.perf_counter() - started) * 1000, (time.process_time() - spent) * 1000
        print(json.dumps({"ms": ms, "cpu": cpu, "first": [round(float(sum(image.sum(dtype=np.float64) for image in images)))]}), flush=True)
