"""Vectors of patches, and rankings by them, by nibabel, numpy, Pillow and onnxruntime alone.

Reads from standard input, as JSON: entry (of the catalogue), directory (of models), grid [rows, columns], target (a directory), k, and volumes: name, source
(NIfTI), slices, hash. Writes NAME.npy, float32 [slices × rows × columns, numbers], unit rows, for each volume; prints for each as the query, all others being the
gallery, what its patches find: count and late (volumes best first, with score and supporting slices), and slices (nearest of each slice).
"""
import json
import sys

import numpy as np
import onnxruntime

from preprocess import channel_images


def area_means(tokens, rows, columns):
    """[H, W, d] to [rows × columns, d]: every token is cut into rows × columns equal pieces, and the pieces of a cell are averaged."""
    height, width, numbers = tokens.shape
    pieces = np.repeat(np.repeat(tokens.astype(np.float64), rows, axis=0), columns, axis=1)
    return pieces.reshape(rows, height, columns, width, numbers).mean(axis=(1, 3)).reshape(rows * columns, numbers)


def unit(matrix):
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


def vectors_of(entry, session, volume, grid):
    norm, given = entry["normalisation"], entry["patches"]
    mean, std = (np.array(norm[name], np.float32)[:, None, None] for name in ("mean", "std"))
    pictures = list(channel_images(volume["source"], size=(entry["size"]["width"], entry["size"]["height"])))
    found = []
    for index in volume["slices"]:
        image = ((pictures[index] * norm["scale"]).astype(np.float32) - mean) / std
        tokens = session.run([given["output"]], {entry["input"]: image[None]})[0][0][given["leading"]:]
        found.append(area_means(tokens.reshape(given["rows"], given["columns"], -1), *grid))
    return unit(np.concatenate(found)).astype(np.float32)


def supporting(pairs):
    """Distinct slices of (slice, similarity), best first, the lower one first on ties."""
    best = {}
    for place, similarity in pairs:
        best[place] = max(similarity, best.get(place, -2))
    return [place for place, _ in sorted(best.items(), key=lambda item: (-item[1], item[0]))]


def rank(own, gallery, patches, k):
    """gallery: (name, hash, vectors); a row's slice is its number over the patches of a slice."""
    places = [(name, digest, row) for name, digest, vectors in gallery for row in range(len(vectors))]
    similarity = own @ np.concatenate([vectors for _, _, vectors in gallery]).T
    hits = [sorted(range(len(places)), key=lambda at: (-line[at], places[at][1], places[at][2]))[:k] for line in similarity]
    votes = {}
    for line, found in zip(similarity, hits):
        for at in found:
            name, digest, row = places[at]
            votes.setdefault(name, (digest, []))[1].append((row // patches, line[at]))
    count = sorted(votes.items(), key=lambda item: (-len(item[1][1]), -round(sum(s for _, s in item[1][1]) / 1e-6), item[1][0]))
    late = []
    for name, digest, vectors in gallery:
        cosines = own @ vectors.T
        late.append((name, digest, cosines.max(axis=1).sum(), [(int(at) // patches, value) for at, value in zip(cosines.argmax(axis=1), cosines.max(axis=1))]))
    late.sort(key=lambda item: (-round(item[2] / 1e-6), item[1]))
    of = {name: (digest, vectors) for name, digest, vectors in gallery}
    slices = []
    for first in range(0, len(own), patches):
        near = {(places[at][0], places[at][2] // patches) for found in hits[first:first + patches] for at in found}
        scored = []
        for name, place in near:
            digest, vectors = of[name]
            scored.append((-(own[first:first + patches] @ vectors[place * patches:(place + 1) * patches].T).max(axis=1).mean(), digest, place, name))
        slices.append([[name, place, -minus] for minus, _, place, name in sorted(scored)[:k]])
    return {
        "count": [[name, len(pairs), supporting(pairs)] for name, (_, pairs) in count],
        "late": [[name, score, supporting(pairs)] for name, _, score, pairs in late],
        "slices": slices,
    }


asked = json.load(sys.stdin)
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(f"{asked['directory']}/{asked['entry']['file']}", options, providers=["CPUExecutionProvider"])
stored = {}
for volume in asked["volumes"]:
    vectors = vectors_of(asked["entry"], session, volume, asked["grid"])
    np.save(f"{asked['target']}/{volume['name']}.npy", vectors)
    # As they are stored: float16, brought to unit length again.
    stored[volume["name"]] = unit(vectors.astype(np.float16).astype(np.float64))
patches = asked["grid"][0] * asked["grid"][1]
print(json.dumps({
    volume["name"]: rank(stored[volume["name"]], [(other["name"], other["hash"], stored[other["name"]]) for other in asked["volumes"] if other is not volume], patches, asked["k"])
    for volume in asked["volumes"]
}))
