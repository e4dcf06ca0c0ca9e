"""Writes an encoder as ONNX, with its catalogue entry, and checks the graph against PyTorch.

    python -m venv .voxseek/export-venv && .voxseek/export-venv/bin/pip install -r tools/export/requirements.txt
    .voxseek/export-venv/bin/python tools/export/export.py dinov2-vitb14 --weights FILE --out models

The graph takes `image`, float32 [n, 3, height, width], and gives `vector`, float32 [n, dimension]. In the directory of the models the entry goes to
`catalogue`, and the next start offers the encoder to every team; elsewhere it lies beside the graph.
"""
import argparse
import hashlib
import json
import sys
from pathlib import Path

import torch

from check import check, slices
from encoders import build

AVAILABLE = Path(__file__).resolve().parents[2] / "models" / "available"
OPSET = 17
SEED = 0
RANDOM = {"data": "None: random weights, for tests of the export", "supervision": "NONE", "collections": []}


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_layer_scales(module: torch.nn.Module) -> None:
    """These begin near zero, so that a class token with random weights would see nothing of the image, and a wrong graph would pass."""
    for name, parameter in module.named_parameters():
        if name.endswith((".gamma", ".lambda1")):
            torch.nn.init.ones_(parameter)


def export(recipe: str, weights: Path | None, out: Path, normalisation=None, architecture: str | None = None) -> dict:
    known = json.loads((AVAILABLE / f"{recipe}.json").read_text())
    torch.manual_seed(SEED)
    encoder = build(recipe, weights, architecture)
    normalisation = normalisation or encoder.normalisation
    if normalisation is None:
        raise ValueError(f"{recipe}: no source says its normalisation. Give --mean and --std.")
    module = encoder.module.eval()
    if weights is None:
        open_layer_scales(module)
    name = recipe if weights is not None else f"{recipe}-random"
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{name.replace('-', '_')}.onnx"
    part = path.with_suffix(".part")
    images = slices(4, encoder.size, normalisation)
    axes = {"image": {0: "n"}, "vector": {0: "n"}}
    torch.onnx.export(module, (images[:2],), part, input_names=["image"], output_names=["vector"], dynamic_axes=axes, opset_version=OPSET, dynamo=False)
    figures = check(part, module, images)
    part.rename(path)
    with torch.no_grad():
        dimension = module(images[:1]).shape[1]
    revision = "random-0" if weights is None else known["source"]["revision"] or (f"weights-{sha256_of(weights)[:12]}" if weights.is_file() else "unknown")
    mean, std = normalisation
    entry = {
        "kind": "ONNX",
        "id": f"mod_{name}",
        "name": known["name"] + ("" if weights is not None else " (random weights)"),
        "revision": revision,
        "file": path.name,
        "bundled": True,
        "sha256": sha256_of(path),
        "dimension": dimension,
        "license": {"spdx": known["license"]["spdx"] or "LicenseRef-terms-of-its-own", "note": known["license"]["note"]},
        "pretraining": known["pretraining"] if weights is not None else RANDOM,
        "precision": "FLOAT32",
        "input": "image",
        "output": "vector",
        "layout": "NCHW",
        "channels": "REPEAT",
        "resize": "PILLOW_BILINEAR",
        "size": {"width": encoder.size, "height": encoder.size},
        "valueRange": [0, 255],
        "normalisation": {"scale": 1 / 255, "mean": list(mean), "std": list(std)},
        "pooling": "NONE",
        "batchInvariant": True,
        "source": known["source"]["url"],
    }
    catalogue = out / "catalogue"
    target = (catalogue if catalogue.is_dir() else out) / f"{name}.json"
    target.write_text(json.dumps(entry, indent=2, ensure_ascii=False) + "\n")
    return {"model": str(path), "entry": str(target), "bytes": path.stat().st_size, "dimension": dimension, **figures}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipe", help="as docs/encoders.md names it, without mod_")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--weights", type=Path)
    source.add_argument("--random", action="store_true", help="random weights, to try the export")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--mean", type=float, nargs=3, help="of pixels from 0 to 1")
    parser.add_argument("--std", type=float, nargs=3)
    parser.add_argument("--architecture", help="of radimagenet-swin, as timm names it")
    given = parser.parse_args()
    if (given.mean is None) != (given.std is None):
        parser.error("--mean and --std go together")
    normalisation = None if given.mean is None else (tuple(given.mean), tuple(given.std))
    try:
        print(json.dumps(export(given.recipe, given.weights, given.out, normalisation, given.architecture)))
    except (ValueError, OSError, RuntimeError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
