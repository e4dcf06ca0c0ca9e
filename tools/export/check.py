"""Holds an exported graph to the module that it was made of."""
from pathlib import Path

import numpy as np
import onnxruntime
import torch

LEAST_COSINE = 0.9999
LEAST_COSINE_IN_COMPANY = 0.99999
MOST_COSINE_OF_UNLIKE = 0.99995


def slices(count: int, size: int, normalisation) -> torch.Tensor:
    """Bodies of soft tissue with an organ and a bone in air, each unlike the others, as a slice image is normalised."""
    rows, columns = np.mgrid[0:size, 0:size] / size - 0.5
    images = []
    for index in range(count):
        random = np.random.default_rng(index)
        image = np.zeros((size, size), np.float32)
        image[np.hypot(rows * (1.1 + 0.2 * random.random()), columns) < 0.42] = 0.5
        for level in (0.35, 0.65, 1.0):
            y, x, radius = random.uniform(-0.22, 0.22), random.uniform(-0.22, 0.22), random.uniform(0.03, 0.14)
            image[np.hypot(rows - y, columns - x) < radius] = level
        images.append(np.clip(image + random.normal(0, 0.02, image.shape), 0, 1))
    mean, std = (np.asarray(part, np.float32).reshape(1, 3, 1, 1) for part in normalisation)
    return torch.from_numpy(((np.stack(images)[:, None].astype(np.float32).repeat(3, 1) - mean) / std).astype(np.float32))


def least_cosine(one: np.ndarray, other: np.ndarray) -> float:
    one, other = one.astype(np.float64), other.astype(np.float64)
    return float(((one * other).sum(1) / np.linalg.norm(one, axis=1) / np.linalg.norm(other, axis=1)).min())


def check(path: Path, module: torch.nn.Module, images: torch.Tensor) -> dict:
    """The least cosines between graph and module, and between batches. Raises ValueError where one is too low, or a batch does not run."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    run = lambda batch: session.run(["vector"], {"image": batch.numpy()})[0]
    with torch.no_grad():
        expected = module(images).numpy()
    together = run(images)
    alone = np.concatenate([run(images[index : index + 1]) for index in range(len(images))])
    threes = np.concatenate([run(images[start : start + 3]) for start in range(0, len(images), 3)])
    if not np.isfinite(together).all() or together.shape != expected.shape:
        raise ValueError(f"The graph gives {together.shape}, the module {expected.shape}; all must be finite.")
    figures = {"cosine": least_cosine(together, expected), "cosineInCompany": min(least_cosine(together, alone), least_cosine(together, threes))}
    if figures["cosine"] < LEAST_COSINE:
        raise ValueError(f"The graph differs from the module: cosine {figures['cosine']:.6f}.")
    if figures["cosineInCompany"] < LEAST_COSINE_IN_COMPANY:
        raise ValueError(f"A vector depends on its batch: cosine {figures['cosineInCompany']:.6f}.")
    figures["cosineOfUnlikeSlices"] = least_cosine(expected[:1].repeat(len(expected) - 1, 0), expected[1:])
    if figures["cosineOfUnlikeSlices"] > MOST_COSINE_OF_UNLIKE:
        raise ValueError(f"The module hardly sees its input, so that this check says nothing: cosine {figures['cosineOfUnlikeSlices']:.6f} of unlike slices.")
    return figures
