"""Embeds every nth slice of a CT by nibabel, numpy, Pillow and onnxruntime alone; writes .npy, float32 [slices, dimension], unit rows.

usage: embed.py CATALOGUE_ENTRY MODEL_DIRECTORY SOURCE TARGET STEP [CHANNELS]
CHANNELS: JSON, what preprocess.channel_images takes beside the path and the size
"""
import json
import sys

import numpy as np
import onnxruntime

from preprocess import channel_images


def embed(entry, directory, source, step, channels):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(f"{directory}/{entry['file']}", options, providers=["CPUExecutionProvider"])
    norm = entry["normalisation"]
    mean = np.array(norm["mean"], np.float32)[:, None, None]
    std = np.array(norm["std"], np.float32)[:, None, None]
    size = (entry["size"]["width"], entry["size"]["height"])
    vectors = []
    for pixels in list(channel_images(source, size=size, **channels))[::step]:
        image = ((pixels * norm["scale"]).astype(np.float32) - mean) / std
        vectors.append(session.run([entry["output"]], {entry["input"]: image[None]})[0][0])
    matrix = np.stack(vectors).astype(np.float64)
    return (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        entry = json.load(file)
    np.save(sys.argv[4], embed(entry, sys.argv[2], sys.argv[3], int(sys.argv[5]), json.loads(sys.argv[6]) if len(sys.argv) > 6 else {}))
