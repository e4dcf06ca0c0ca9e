"""Fills the contours of an RT Structure Set with scikit-image on the grid of a scan in RAS+: exclusive or on each slice.

Usage: rtstruct_masks.py OUT SCAN FILE   (prints JSON: structures with name and mask, a file of one byte a voxel, first axis fastest)
"""
import json
import os
import sys

import nibabel
import numpy
import pydicom
from skimage.measure import grid_points_in_poly

out, scan, path = sys.argv[1:]
grid = nibabel.as_closest_canonical(nibabel.load(scan))
inverse = numpy.linalg.inv(grid.affine)
dataset = pydicom.dcmread(path)
names = {roi.ROINumber: str(roi.ROIName) for roi in dataset.StructureSetROISequence}
structures = []
for roi in dataset.ROIContourSequence:
    mask = numpy.zeros(grid.shape, dtype=bool)
    for contour in roi.get("ContourSequence", []):
        points = numpy.array(contour.ContourData, dtype=float).reshape(-1, 3) * [-1, -1, 1]
        voxels = (inverse @ numpy.c_[points, numpy.ones(len(points))].T)[:3].T
        axis = int(numpy.ptp(voxels, axis=0).argmin())
        slice_ = int(numpy.rint(voxels[:, axis].mean()))
        others = [other for other in range(3) if other != axis]
        plane = grid_points_in_poly([grid.shape[other] for other in others], voxels[:, others])
        place = [slice(None)] * 3
        place[axis] = slice_
        mask[tuple(place)] ^= plane
    name = os.path.join(out, f"{os.path.basename(path)}-{roi.ReferencedROINumber}.u8")
    mask.astype(numpy.uint8).ravel(order="F").tofile(name)
    structures.append({"name": names[roi.ReferencedROINumber], "mask": name, "voxels": int(mask.sum())})
print(json.dumps(structures))
