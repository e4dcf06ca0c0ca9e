"""Reads DICOM series with SimpleITK, brings them to RAS+ with nibabel and writes their voxels as float32.

Usage: dicom_canonical.py OUT SERIES...   (SERIES is a directory or a multi-frame file; prints one JSON object each: voxels, shape, affine)
"""
import json
import os
import sys

import nibabel
import numpy
import SimpleITK

out, inputs = sys.argv[1], sys.argv[2:]
for index, path in enumerate(inputs):
    if os.path.isdir(path):
        reader = SimpleITK.ImageSeriesReader()
        reader.SetFileNames(reader.GetGDCMSeriesFileNames(path))
        image = reader.Execute()
    else:
        image = SimpleITK.ReadImage(path)
    spacing, direction = numpy.array(image.GetSpacing()), numpy.array(image.GetDirection()).reshape(3, 3)
    affine = numpy.eye(4)
    affine[:3, :3], affine[:3, 3] = direction * spacing, image.GetOrigin()
    affine = numpy.diag([-1, -1, 1, 1]) @ affine
    array = SimpleITK.GetArrayFromImage(image).transpose(2, 1, 0).astype("<f4")
    canonical = nibabel.as_closest_canonical(nibabel.Nifti1Image(array, affine))
    name = os.path.join(out, f"{os.getpid()}-{index}.f32")
    numpy.asarray(canonical.dataobj, dtype="<f4").ravel(order="F").tofile(name)
    print(json.dumps({"voxels": name, "shape": canonical.shape, "affine": canonical.affine.tolist()}))
