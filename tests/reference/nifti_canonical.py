"""Reads NIfTI files with nibabel, brings them to RAS+ and writes their voxels as float32.

Usage: nifti_canonical.py OUT FILE...   (prints one JSON object a file: name, shape, affine)
"""
import json
import os
import sys

import nibabel
import numpy

out, files = sys.argv[1], sys.argv[2:]
for index, path in enumerate(files):
    image = nibabel.as_closest_canonical(nibabel.load(path))
    voxels = image.get_fdata(dtype=numpy.float64)
    name = os.path.join(out, f"{index}.f32")
    voxels.astype("<f4").ravel(order="F").tofile(name)
    print(json.dumps({"voxels": name, "shape": voxels.shape, "affine": image.affine.tolist()}))
