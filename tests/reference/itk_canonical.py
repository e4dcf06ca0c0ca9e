"""Reads images with SimpleITK, brings them to RAS+ with nibabel and writes their voxels as float32.

Usage: itk_canonical.py OUT FILE...   (prints one JSON object a file: voxels, shape, affine)
"""
import json
import os
import sys

import nibabel
import numpy
import SimpleITK

out, files = sys.argv[1], sys.argv[2:]
for index, path in enumerate(files):
    image = SimpleITK.ReadImage(path)
    affine = numpy.eye(4)
    affine[:3, :3] = numpy.array(image.GetDirection()).reshape(3, 3) * numpy.array(image.GetSpacing())
    affine[:3, 3] = image.GetOrigin()
    affine = numpy.diag([-1, -1, 1, 1]) @ affine
    stored = SimpleITK.GetArrayFromImage(image).transpose(2, 1, 0).astype(numpy.float64)
    canonical = nibabel.as_closest_canonical(nibabel.Nifti1Image(stored, affine))
    name = os.path.join(out, f"{index}.f32")
    numpy.asarray(canonical.dataobj).astype("<f4").ravel(order="F").tofile(name)
    print(json.dumps({"voxels": name, "shape": canonical.shape, "affine": canonical.affine.tolist()}))
