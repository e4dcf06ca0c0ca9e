"""The peer of the embed bench: nibabel + numpy + Pillow + onnxruntime, from .nii.gz to .npy.

usage: embed_peer.py CATALOGUE MODEL_ID MODEL_DIRECTORY THREADS FILE...
Slices are preprocessed by a pool of threads; batches are as large as the catalogue entry allows. Prints {"seconds", "slices"}.
"""
import json
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nibabel
import numpy as np
import onnxruntime
from PIL import Image

BATCH = 8


def main(catalogue, model_id, directory, threads, files):
    entry = next(e for e in (json.loads(p.read_text("utf-8")) for p in Path(catalogue).glob("*.json")) if e["id"] == model_id)
    norm = entry["normalisation"]
    mean = np.array(norm["mean"], np.float32)[:, None, None]
    std = np.array(norm["std"], np.float32)[:, None, None]
    size = (entry["size"]["width"], entry["size"]["height"])
    batch = BATCH if entry["batchInvariant"] else 1
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    sessions = [onnxruntime.InferenceSession(os.path.join(directory, entry["file"]), options, providers=["CPUExecutionProvider"]) for _ in range(threads)]

    blank = np.zeros((1, 3, size[1], size[0]), np.float32)
    for session in sessions:
        session.run([entry["output"]], {entry["input"]: blank})
    started = time.perf_counter()

    def embed(session, voxels, start):
        images = []
        for index in range(start, min(start + batch, voxels.shape[2])):
            rows = voxels[:, ::-1, index].T.astype(np.float32)
            grey = np.rint((np.clip(rows, -160, 240) + 160) / 400 * 255).astype(np.uint8)
            pixels = np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BILINEAR), np.float32)
            images.append((pixels * np.float32(norm["scale"]) - mean) / std)
        vectors = session.run([entry["output"]], {entry["input"]: np.stack(images)})[0]
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    slices = 0
    with tempfile.TemporaryDirectory() as target, ThreadPoolExecutor(threads) as pool:
        for number, file in enumerate(files):
            image = nibabel.as_closest_canonical(nibabel.load(file))
            voxels = np.asarray(image.dataobj)
            parts = [pool.submit(embed, sessions[(start // batch) % threads], voxels, start) for start in range(0, voxels.shape[2], batch)]
            matrix = np.concatenate([part.result() for part in parts]).astype(np.float16)
            np.save(os.path.join(target, f"{number}.npy"), matrix)
            slices += len(matrix)
    print(json.dumps({"seconds": time.perf_counter() - started, "slices": slices}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5:])
