"""Reads DICOM Segmentations with highdicom and puts every segment on the grid of a scan in RAS+, half of the maximum and more being within.

Usage: seg_masks.py OUT SCAN FILE...   (prints one JSON object a file: segments with label and mask, a file of one byte a voxel, first axis fastest)
"""
import json
import os
import sys

import highdicom
import nibabel
import numpy

out, scan, files = sys.argv[1], sys.argv[2], sys.argv[3:]
grid = nibabel.as_closest_canonical(nibabel.load(scan))
inverse = numpy.linalg.inv(grid.affine)

for path in files:
    seg = highdicom.seg.segread(path)
    segments = []
    for number in seg.segment_numbers:
        if number == 0:
            continue
        # Of a volume the axes are slice, row, column, its affine in LPS.
        volume = seg.get_volume(segment_numbers=[number], combine_segments=False, rescale_fractional=True, allow_missing_positions=True)
        array = numpy.asarray(volume.array)[..., 0] >= 0.5
        where = numpy.argwhere(array)
        world = (numpy.diag([-1, -1, 1, 1]) @ volume.affine @ numpy.c_[where, numpy.ones(len(where))].T)
        voxels = (inverse @ world)[:3].T
        index = numpy.rint(voxels).astype(int)
        assert numpy.abs(voxels - index).max(initial=0) < 0.05
        mask = numpy.zeros(grid.shape, dtype=numpy.uint8)
        mask[tuple(index.T)] = 1
        name = os.path.join(out, f"{os.path.basename(path)}-{number}.u8")
        mask.ravel(order="F").tofile(name)
        segments.append({"label": seg.get_segment_description(number).segment_label, "mask": name, "voxels": int(mask.sum())})
    print(json.dumps({"file": path, "segments": segments}))
