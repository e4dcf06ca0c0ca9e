"""Writes DICOM series from real slices, with pydicom and GDCM, and says what each must become.

Usage: dicom_fixtures.py OUT SERIES   (prints one JSON object each: name, path, and voxels, shape, affine or code; notes where there must be any;
within: how far voxels may be apart, where decoders of a lossy syntax may round differently)

What a series must become is reckoned here from pydicom's own pixels and positions; lossy ones are decoded by GDCM.
"""
import copy
import glob
import json
import os
import sys
import zlib  # noqa: F401  before gdcm, whose own copy it would be bound to otherwise

import gdcm
import nibabel
import numpy
import pydicom
import pydicom.data
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, generate_uid

out, source = sys.argv[1], sys.argv[2]
IMPLICIT, EXPLICIT, DEFLATED, BIG = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2"
SLICES, ROWS, COLUMNS = 6, 97, 75


def real_slices():
    """Slices of the series, cut to an odd size around the middle, as plain pixels."""
    slices = []
    for path in glob.glob(os.path.join(source, "*")):
        slices.append(pydicom.dcmread(path))
    slices.sort(key=lambda ds: ds.ImagePositionPatient[2])
    for ds in slices[:SLICES]:
        pixels = ds.pixel_array[200 : 200 + ROWS, 180 : 180 + COLUMNS].copy()
        ds.ImagePositionPatient = [
            round(float(ds.ImagePositionPatient[0] + 180 * ds.PixelSpacing[1]), 6),
            round(float(ds.ImagePositionPatient[1] + 200 * ds.PixelSpacing[0]), 6),
            float(ds.ImagePositionPatient[2]),
        ]
        ds.Rows, ds.Columns = ROWS, COLUMNS
        ds.SOPClassUID, ds.SOPInstanceUID = UID("1.2.840.10008.5.1.4.1.1.2"), generate_uid()
        ds.StudyInstanceUID, ds.SeriesInstanceUID = "1.2.3", "1.2.3.4"
        ds.PatientID = "fixture"
        ds.file_meta.TransferSyntaxUID = UID(EXPLICIT)
        ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
        ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
        ds.set_pixels = pixels
        put(ds, pixels)
    return slices[:SLICES]


def put(ds, pixels):
    """Plain pixels of a slice, little-endian."""
    ds.PixelData = pixels.tobytes() + (b"\0" if pixels.nbytes % 2 else b"")
    ds["PixelData"].is_undefined_length = False
    ds["PixelData"].VR = "OW"


def directory(name):
    path = os.path.join(out, name)
    os.makedirs(path)
    return path


def save(slices, name, uid=EXPLICIT):
    path = directory(name)
    for index, ds in enumerate(slices):
        ds = copy.deepcopy(ds)
        ds.file_meta.TransferSyntaxUID = UID(uid)
        if uid == BIG:
            ds.PixelData = numpy.frombuffer(ds.PixelData, "<u2").astype(">u2").tobytes()
        # Names in an order that is not that of the slices.
        pydicom.dcmwrite(os.path.join(path, f"{(index * 5) % 7}-{index}"), ds, enforce_file_format=True, implicit_vr=uid == IMPLICIT, little_endian=uid != BIG)
    return path


def values(ds):
    """Hounsfield units of a slice, from the bits that are stored."""
    dtype = "<u2" if ds.BitsAllocated == 16 else "u1"
    raw = numpy.frombuffer(ds.PixelData, dtype)[: ds.Rows * ds.Columns].reshape(ds.Rows, ds.Columns).astype(numpy.int64)
    raw = (raw >> (ds.HighBit + 1 - ds.BitsStored)) & ((1 << ds.BitsStored) - 1)
    if ds.PixelRepresentation == 1:
        raw = numpy.where(raw >= 1 << (ds.BitsStored - 1), raw - (1 << ds.BitsStored), raw)
    return raw * float(ds.RescaleSlope) + float(ds.RescaleIntercept)


def canonical(volumes, planes):
    """Arrays [row, column] and (position, orientation, spacing) of each, in any order, as the canonical volume."""
    orientation = numpy.array(planes[0][1], float)
    normal = numpy.cross(orientation[:3], orientation[3:])
    order = numpy.argsort([numpy.dot(normal, numpy.array(position, float)) for position, _, _ in planes], kind="stable")
    array = numpy.stack([volumes[index] for index in order], axis=-1).transpose(1, 0, 2)
    first, last = (numpy.array(planes[index][0], float) for index in (order[0], order[-1]))
    spacing = planes[0][2]
    affine = numpy.eye(4)
    affine[:3, 0], affine[:3, 1] = orientation[:3] * float(spacing[1]), orientation[3:] * float(spacing[0])
    affine[:3, 2], affine[:3, 3] = (last - first) / (len(order) - 1), first
    image = nibabel.as_closest_canonical(nibabel.Nifti1Image(array.astype("<f4"), numpy.diag([-1.0, -1.0, 1.0, 1.0]) @ affine))
    return numpy.asarray(image.dataobj, dtype="<f4"), image.affine


def plane(ds):
    return ds.ImagePositionPatient, ds.ImageOrientationPatient, ds.PixelSpacing


def expect(name, path, volumes=None, planes=None, code=None, notes=(), within=0):
    told = {"name": name, "path": path, "notes": list(notes), "within": within}
    if code is not None:
        print(json.dumps({**told, "code": code}))
        return
    array, affine = canonical(volumes, planes)
    file = os.path.join(out, f"{name}.f32")
    array.ravel(order="F").tofile(file)
    print(json.dumps({**told, "voxels": file, "shape": array.shape, "affine": affine.tolist()}))


def of_slices(name, slices, uid=EXPLICIT, notes=()):
    expect(name, save(slices, name, uid), [values(ds) for ds in slices], [plane(ds) for ds in slices], notes=notes)


def refused(name, slices, code):
    expect(name, save(slices, name), code=code)


def changed(slices, change):
    result = []
    for index, ds in enumerate(slices):
        ds = copy.deepcopy(ds)
        result.append(ds)
        change(ds, index)
    return result


def bits(ds, stored, signed, dtype, pixels, high=None):
    ds.BitsAllocated = 8 * numpy.dtype(dtype).itemsize
    ds.BitsStored, ds.HighBit, ds.PixelRepresentation = stored, (stored - 1 if high is None else high), int(signed)
    put(ds, pixels.astype(dtype))


def decoded(path):
    """Hounsfield units of a slice as GDCM decodes them."""
    ds, reader = pydicom.dcmread(path, stop_before_pixels=True), gdcm.ImageReader()
    reader.SetFileName(path)
    assert reader.Read()
    dtype = ("<i2" if ds.PixelRepresentation else "<u2") if ds.BitsAllocated == 16 else "u1"
    buffer = reader.GetImage().GetBuffer().encode("utf-8", "surrogateescape")
    pixels = numpy.frombuffer(buffer, dtype).reshape(ds.Rows, ds.Columns).astype(float)
    return pixels * float(ds.RescaleSlope) + float(ds.RescaleIntercept)


def transcode(name, slices, syntax, lossy=False, within=0):
    """The series in another transfer syntax, by GDCM; what lossy ones hold is what GDCM decodes."""
    plain, path = save(slices, f"{name}-plain"), directory(name)
    volumes = []
    for index, ds in enumerate(slices):
        reader = gdcm.ImageReader()
        reader.SetFileName(os.path.join(plain, f"{(index * 5) % 7}-{index}"))
        assert reader.Read()
        change = gdcm.ImageChangeTransferSyntax()
        change.SetTransferSyntax(gdcm.TransferSyntax(syntax))
        change.SetInput(reader.GetImage())
        change.SetForce(True)
        assert change.Change(), name
        writer = gdcm.ImageWriter()
        writer.SetFile(reader.GetFile())
        writer.SetImage(change.GetOutput())
        target = os.path.join(path, str(index))
        writer.SetFileName(target)
        assert writer.Write(), name
        volumes.append(decoded(target) if lossy else values(ds))
    expect(name, path, volumes, [plane(ds) for ds in slices], within=within)


def of_another_encoder(name, slices):
    """Two slices whose pixels are the 12-bit JPEG that pydicom brings along, which another program wrote."""
    source, path, volumes = pydicom.dcmread(pydicom.data.get_testdata_file("JPGExtended.dcm")), directory(name), []
    for index, ds in enumerate(slices[:2]):
        for keyword in ("Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation"):
            setattr(ds, keyword, getattr(source, keyword))
        ds["PixelData"] = source["PixelData"]
        ds.file_meta.TransferSyntaxUID = source.file_meta.TransferSyntaxUID
        target = os.path.join(path, str(index))
        pydicom.dcmwrite(target, ds, enforce_file_format=True)
        volumes.append(decoded(target))
    expect(name, path, volumes, [plane(ds) for ds in slices[:2]], within=1)


def eight_bits(ds, _):
    bits(ds, 8, False, "u1", numpy.clip(ds.set_pixels // 8, 0, 255))
    ds.RescaleSlope = "8"


def multi_frame(name, slices, per_frame_rescale=False):
    """An enhanced object with a frame a slice, in an order that is not theirs."""
    first = slices[0]
    ds = Dataset()
    ds.file_meta = copy.deepcopy(first.file_meta)
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID = UID("1.2.840.10008.5.1.4.1.1.2.1")
    ds.SOPInstanceUID, ds.StudyInstanceUID, ds.SeriesInstanceUID = generate_uid(), "1.2.3", "1.2.3.5"
    ds.PatientID, ds.Modality, ds.ImageType = "fixture", "CT", ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    for keyword in ("Rows", "Columns", "SamplesPerPixel", "PhotometricInterpretation", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation"):
        setattr(ds, keyword, getattr(first, keyword))
    order = [3, 0, 5, 1, 4, 2][: len(slices)]
    ds.NumberOfFrames = len(order)

    def group(**elements):
        item = Dataset()
        for keyword, value in elements.items():
            setattr(item, keyword, value)
        return Sequence([item])

    shared = Dataset()
    shared.PixelMeasuresSequence = group(PixelSpacing=first.PixelSpacing, SliceThickness="5")
    shared.PlaneOrientationSequence = group(ImageOrientationPatient=first.ImageOrientationPatient)
    shared.PixelValueTransformationSequence = group(RescaleSlope="1", RescaleIntercept="-1024", RescaleType="HU")
    ds.SharedFunctionalGroupsSequence = Sequence([shared])
    frames, volumes = [], []
    for number in order:
        frame = Dataset()
        frame.FrameContentSequence = group(FrameAcquisitionNumber=1, StackID="1", InStackPositionNumber=number + 1)
        frame.PlanePositionSequence = group(ImagePositionPatient=slices[number].ImagePositionPatient)
        scaled = copy.deepcopy(slices[number])
        scaled.RescaleSlope, scaled.RescaleIntercept = "1", "-1024"
        if per_frame_rescale:
            scaled.RescaleSlope, scaled.RescaleIntercept = str(1 + number), str(-1000 - number)
            frame.PixelValueTransformationSequence = group(RescaleSlope=scaled.RescaleSlope, RescaleIntercept=scaled.RescaleIntercept, RescaleType="HU")
        frames.append(frame)
        volumes.append(values(scaled))
    ds.PerFrameFunctionalGroupsSequence = Sequence(frames)
    ds.PixelData = b"".join(numpy.frombuffer(slices[number].PixelData, "<u2")[: first.Rows * first.Columns].tobytes() for number in order)
    ds["PixelData"].VR = "OW"
    path = os.path.join(out, name)
    os.makedirs(path)
    pydicom.dcmwrite(os.path.join(path, "frames.dcm"), ds, enforce_file_format=True, implicit_vr=False, little_endian=True)
    expect(name, path, volumes, [(slices[number].ImagePositionPatient, first.ImageOrientationPatient, first.PixelSpacing) for number in order])


def tilted(ds, index):
    x, y, z = ds.ImagePositionPatient
    ds.ImagePositionPatient = [x, y + 0.4 * index, z]


def uneven(ds, index):
    if index == 3:
        ds.ImagePositionPatient = [*ds.ImagePositionPatient[:2], ds.ImagePositionPatient[2] + 0.7]


def shifted(ds, index):
    if index == 3:
        ds.ImagePositionPatient = [ds.ImagePositionPatient[0] + 3, *ds.ImagePositionPatient[1:]]


def turn(orientation, step):
    """Slices of another orientation, one behind the other along `step`."""

    def change(ds, index):
        ds.ImageOrientationPatient = orientation
        ds.ImagePositionPatient = [round(10 * axis + index * part, 6) for axis, part in enumerate(step)]

    return change


def scaled(slope, intercept):
    def change(ds, index):
        ds.RescaleSlope, ds.RescaleIntercept = slope(index), intercept(index)

    return change


def padded(value):
    def change(ds, _):
        pixels = ds.set_pixels.copy()
        pixels[:5] = value
        bits(ds, 16, False, "u2", pixels)
        ds.add_new("PixelPaddingValue", "US", value)

    return change


def monochrome1(ds, _):
    ds.PhotometricInterpretation = "MONOCHROME1"


def modality(ds, _):
    ds.Modality = "PT"


slices = real_slices()
for name, uid in (("implicit", IMPLICIT), ("explicit", EXPLICIT), ("deflated", DEFLATED), ("big-endian", BIG)):
    of_slices(name, slices, uid)
signed = changed(slices, lambda ds, _: (bits(ds, 16, True, "<i2", ds.set_pixels.astype(int) - 1024), setattr(ds, "RescaleIntercept", "0")))
signed12 = changed(slices, lambda ds, _: (bits(ds, 12, True, "<i2", numpy.clip(ds.set_pixels.astype(int) - 1024, -2048, 2047) & 0xFFF), setattr(ds, "RescaleIntercept", "0")))
eight = changed(slices, eight_bits)
T = gdcm.TransferSyntax
for kind, series in (("unsigned", slices), ("signed", signed), ("eight", eight)):
    transcode(f"rle-{kind}", series, T.RLELossless)
    transcode(f"jpeg-lossless-{kind}", series, T.JPEGLosslessProcess14)
    transcode(f"jpeg-lossless-1-{kind}", series, T.JPEGLosslessProcess14_1)
    transcode(f"jpeg-ls-{kind}", series, T.JPEGLSLossless)
    transcode(f"jpeg-2000-{kind}", series, T.JPEG2000Lossless)
transcode("jpeg-ls-near", slices, T.JPEGLSNearLossless, lossy=True)
transcode("jpeg-2000-lossy", slices, T.JPEG2000, lossy=True)
transcode("jpeg-baseline", eight, T.JPEGBaselineProcess1, lossy=True)
transcode("jpeg-extended-12", slices, T.JPEGExtendedProcess2_4, lossy=True, within=1)
of_slices("signed", signed)
of_slices("signed-big-endian", signed, BIG)
of_slices("signed-12", signed12)
of_slices("eight", eight)
of_slices("eight-big-endian", eight, BIG)
of_slices("high-bit-15", changed(slices, lambda ds, _: bits(ds, 12, False, "<u2", (ds.set_pixels.astype(int) << 4) | 0b0110, high=15)))
of_slices("overlay-bits", changed(slices, lambda ds, _: bits(ds, 12, False, "<u2", ds.set_pixels.astype(int) | 0b1010_0000_0000_0000)))
of_slices("monochrome-1", changed(slices, monochrome1))
of_slices("slope-by-slice", changed(slices, scaled(lambda index: f"{1 + index / 8}", lambda index: f"{-1000 - index}")))
of_slices("slope-large", changed(slices, scaled(lambda _: "40", lambda _: "-1024")))
of_slices("slope-half-of-even", changed(slices, lambda ds, _: (bits(ds, 16, False, "<u2", ds.set_pixels * 2), setattr(ds, "RescaleSlope", "0.5"))))
of_slices("coronal", changed(slices, turn([1, 0, 0, 0, 0, -1], [0, 3, 0])))
of_slices("sagittal", changed(slices, turn([0, 1, 0, 0, 0, -1], [2.5, 0, 0])))
of_slices("feet-first", changed(slices, turn([-1, 0, 0, 0, 1, 0], [0, 0, 1.25])))
angle = numpy.deg2rad(20)
of_slices("oblique", changed(slices, turn([1, 0, 0, 0, round(float(numpy.cos(angle)), 8), round(float(numpy.sin(angle)), 8)], [0, -2 * numpy.sin(angle), 2 * numpy.cos(angle)])))
of_slices("tilted", changed(slices, tilted), notes=["GANTRY_TILT"])
again = changed(slices[2:4], lambda ds, _: setattr(ds, "SOPInstanceUID", generate_uid()))
expect("duplicates", save(slices + again, "duplicates"), [values(ds) for ds in slices], [plane(ds) for ds in slices], notes=["DUPLICATE_SLICES"])
low = changed(slices, padded(0))
of_slices("padding-of-air", low)
high = changed(slices, padded(60000))
expect(
    "padding-of-metal", save(high, "padding-of-metal"),
    [numpy.where(values(ds) == 60000 - 1024, -1024, values(ds)) for ds in high], [plane(ds) for ds in high], notes=["PADDING_REPLACED"],
)
multi_frame("multi-frame", slices)
multi_frame("multi-frame-rescaled", slices, per_frame_rescale=True)
refused("missing", slices[:2] + slices[3:], "SLICES_MISSING")
refused("uneven", changed(slices, uneven), "SLICES_UNEVEN")
refused("shifted", changed(slices, shifted), "SLICES_SHIFTED")
other = changed(slices[2:3], lambda ds, _: put(ds, ds.set_pixels + 1))
refused("contradictory", slices + other, "SLICES_CONTRADICTORY")
refused("one", slices[:1], "TOO_FEW_SLICES")
refused("not-ct", changed(slices, modality), "DICOM_NOT_CT")
of_another_encoder("jpeg-extended-other", changed(slices, lambda *_: None))
