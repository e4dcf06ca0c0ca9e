"""Writes a part of a scan with SimpleITK in every type, form and compression of NRRD and MetaImage, turned and oblique.

Usage: itk_write.py OUT SCAN   (prints one path a line)
"""
import os
import re
import sys

import numpy
import SimpleITK

out, scan = sys.argv[1:]
ITK_TYPES = ["Int8", "UInt8", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Float32", "Float64"]
FORMS = [("nrrd", False), ("nrrd", True), ("nhdr", False), ("nhdr", True), ("mha", False), ("mha", True), ("mhd", False), ("mhd", True)]
random = numpy.random.default_rng(20261)


def turned(image):
    """Axes in any order and direction, now and then oblique."""
    image = SimpleITK.PermuteAxes(image, [int(axis) for axis in random.permutation(3)])
    image = SimpleITK.Flip(image, [bool(flip) for flip in random.integers(0, 2, 3)])
    if random.random() < 0.3:
        turn = SimpleITK.VersorRigid3DTransform()
        turn.SetRotation([float(part) for part in random.normal(size=3)], 0.2)
        matrix = numpy.array(turn.GetMatrix()).reshape(3, 3) @ numpy.array(image.GetDirection()).reshape(3, 3)
        image.SetDirection(matrix.ravel().tolist())
    return image


def big_endian(path, header, width):
    """The same file with its bytes the other way round, as no writer here makes it."""
    content = open(path, "rb").read()
    end = header(content)
    text = content[:end].decode("latin1")
    text = text.replace("endian: little", "endian: big").replace("BinaryDataByteOrderMSB = False", "BinaryDataByteOrderMSB = True")
    voxels = numpy.frombuffer(content[end:], f"<u{width}").astype(f">u{width}").tobytes()
    root, extension = os.path.splitext(path)
    name = f"{root}-big{extension}"
    open(name, "wb").write(text.encode("latin1") + voxels)
    print(name)


source = SimpleITK.ReadImage(scan)[30:52, 40:57, 3:14]
for kind in ITK_TYPES:
    image = source if kind.startswith(("Int16", "Int32", "Int64", "Float")) else source + 2000
    if kind in ("Int8", "UInt8"):
        image = SimpleITK.Clamp(source / 16 + (0 if kind == "Int8" else 100), lowerBound=-128 if kind == "Int8" else 0, upperBound=127 if kind == "Int8" else 255)
    if kind.startswith("Float"):
        image = SimpleITK.Cast(source, SimpleITK.sitkFloat64) * 1.1 + 0.25
    image = SimpleITK.Cast(image, getattr(SimpleITK, f"sitk{kind}"))
    for extension, compressed in FORMS:
        path = os.path.join(out, f"{kind}-{'packed' if compressed else 'plain'}.{extension}")
        SimpleITK.WriteImage(turned(image), path, compressed)
        print(path)
    width = int(re.sub(r"\D", "", kind)) // 8
    if width > 1:
        big_endian(os.path.join(out, f"{kind}-plain.nrrd"), lambda content: content.index(b"\n\n") + 2, width)
        big_endian(os.path.join(out, f"{kind}-plain.mha"), lambda content: content.index(b"\n", content.index(b"ElementDataFile")) + 1, width)
