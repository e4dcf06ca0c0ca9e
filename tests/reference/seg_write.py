"""Writes DICOM Segmentations of a series from a label map with highdicom: binary, fractional and as a label map; whole and sparse.

Usage: seg_write.py OUT SERIES LABELS NAMES   (NAMES: the labels by value, one a line; prints one path a line)
"""
import os
import sys

import highdicom
import nibabel
import numpy
import pydicom
from highdicom.seg import Segmentation, SegmentAlgorithmTypeValues, SegmentDescription, SegmentationTypeValues, SegmentsOverlapValues
from pydicom.sr.codedict import codes
from scipy import ndimage

out, series, labels, names = sys.argv[1:]
NAMES = open(names, encoding="utf8").read().split("\n")
STUDY, SERIES, FRAME = highdicom.UID(), highdicom.UID(), highdicom.UID()
random = numpy.random.default_rng(20262)

slices = [pydicom.dcmread(os.path.join(series, name), stop_before_pixels=True) for name in sorted(os.listdir(series))]
for each in slices:
    # What the series of a sample lacks is made up: the objects made of it must be whole.
    for keyword, value in {"SOPClassUID": pydicom.uid.CTImageStorage, "SOPInstanceUID": highdicom.UID(), "StudyInstanceUID": STUDY, "SeriesInstanceUID": SERIES, "FrameOfReferenceUID": FRAME}.items():
        if not each.get(keyword):
            setattr(each, keyword, value)
normal = numpy.cross(slices[0].ImageOrientationPatient[:3], slices[0].ImageOrientationPatient[3:])
slices.sort(key=lambda each: float(numpy.dot(normal, each.ImagePositionPatient)))

# Label map in the order of the slices, rows, columns: column and row of DICOM run to the left and to the back.
image = nibabel.load(labels)
first, last = slices[0], slices[-1]
affine = numpy.eye(4)
affine[:3, 0] = numpy.array(first.ImageOrientationPatient[:3]) * first.PixelSpacing[1]
affine[:3, 1] = numpy.array(first.ImageOrientationPatient[3:]) * first.PixelSpacing[0]
affine[:3, 2] = (numpy.array(last.ImagePositionPatient) - numpy.array(first.ImagePositionPatient)) / (len(slices) - 1)
affine[:3, 3] = first.ImagePositionPatient
affine = numpy.diag([-1, -1, 1, 1]) @ affine
orientation = nibabel.orientations.ornt_transform(nibabel.io_orientation(image.affine), nibabel.io_orientation(affine))
turned = image.as_reoriented(orientation)
assert numpy.allclose(turned.affine, affine, atol=1e-2), (turned.affine, affine)
array = numpy.asarray(turned.dataobj).astype(numpy.uint16).transpose(2, 1, 0)
values = [int(value) for value in numpy.unique(array) if value > 0]

CODES = {"liver": codes.SCT.Liver, "spleen": codes.SCT.Spleen, "stomach": codes.SCT.Stomach}


def describe(number, value, named=True):
    name = NAMES[value - 1]
    label = name if named else f"Segment_{number}"
    return SegmentDescription(number, label, codes.SCT.AnatomicalStructure, CODES.get(name, codes.SCT.Organ), SegmentAlgorithmTypeValues.MANUAL)


def save(name, pixels, kind, chosen, images=slices, named=True, **options):
    file = Segmentation(
        source_images=images,
        pixel_array=pixels,
        segmentation_type=kind,
        segment_descriptions=[describe(number, value, named) for number, value in enumerate(chosen, 1)],
        series_instance_uid=highdicom.UID(),
        series_number=1,
        sop_instance_uid=highdicom.UID(),
        instance_number=1,
        manufacturer="test",
        manufacturer_model_name="test",
        software_versions="1",
        device_serial_number="1",
        **options,
    )
    path = os.path.join(out, f"{name}.dcm")
    file.save_as(path)
    print(path)


numbers = numpy.zeros(max(values) + 1, dtype=numpy.uint8)
numbers[values] = numpy.arange(1, len(values) + 1)
stacked = numpy.stack([array == value for value in values], axis=-1)
save("binary-sparse", stacked.astype(numpy.uint8), SegmentationTypeValues.BINARY, values)
save("binary-whole", stacked[..., :6].astype(numpy.uint8), SegmentationTypeValues.BINARY, values[:6], omit_empty_frames=False)
# The frames in another order than the slices: the place of each is stated.
order = random.permutation(len(slices))
save("binary-shuffled", stacked[order][..., :6].astype(numpy.uint8), SegmentationTypeValues.BINARY, values[:6], images=[slices[index] for index in order])
save("binary-part", stacked[5:12, ..., :6].astype(numpy.uint8), SegmentationTypeValues.BINARY, values[:6], images=slices[5:12])
grown = numpy.stack([ndimage.binary_dilation(array == value, iterations=6) for value in values[:6]], axis=-1)
save("binary-overlapping", grown.astype(numpy.uint8), SegmentationTypeValues.BINARY, values[:6])
save("labelmap", numbers[array], SegmentationTypeValues.LABELMAP, values)
smooth = numpy.stack([ndimage.gaussian_filter((array == value).astype(numpy.float32), (0, 3, 3)) for value in values[:3]], axis=-1).clip(0, 1)
save("fractional", smooth, SegmentationTypeValues.FRACTIONAL, values[:3], max_fractional_value=200)
save("fractional-rle", smooth, SegmentationTypeValues.FRACTIONAL, values[:3], max_fractional_value=200, transfer_syntax_uid=pydicom.uid.RLELossless)
save("labelmap-rle", numbers[array], SegmentationTypeValues.LABELMAP, values, transfer_syntax_uid=pydicom.uid.RLELossless)
save("coded", stacked[..., :12].astype(numpy.uint8), SegmentationTypeValues.BINARY, values[:12], named=False)
