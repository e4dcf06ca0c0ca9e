"""Writes NIfTI files of every real datatype, byte order, version and many orientations.

Usage: nifti_synthetic.py OUT SEED   (prints one path a line)
"""
import gzip
import itertools
import os
import sys

import nibabel
import numpy
from scipy.spatial.transform import Rotation

out, seed = sys.argv[1], int(sys.argv[2])
random = numpy.random.default_rng(seed)
TYPES = ["uint8", "int8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"]


def affine():
    """A right-angled orientation of either handedness, tilted by up to 25 degrees."""
    axes = numpy.eye(3)[:, random.permutation(3)] * random.choice([-1, 1], 3)
    tilt = Rotation.from_rotvec(Rotation.random(random_state=random).as_rotvec() / numpy.pi * numpy.radians(25)).as_matrix()
    result = numpy.eye(4)
    result[:3, :3] = tilt @ axes @ numpy.diag(random.uniform(0.4, 6, 3))
    result[:3, 3] = random.uniform(-500, 500, 3)
    return result


def numbers(dtype, shape, wide):
    if dtype.startswith("float"):
        return random.normal(0, 700, shape) if wide else random.integers(-1024, 3071, shape)
    info = numpy.iinfo(dtype)
    low, high = (info.min, info.max) if wide else (max(info.min, -1024), min(info.max, 3071))
    return random.integers(low, high, shape, dtype=dtype, endpoint=True)


for index, (dtype, order, kind, wide) in enumerate(itertools.product(TYPES, "<>", (nibabel.Nifti1Header, nibabel.Nifti2Header), (False, True))):
    shape = tuple(int(n) for n in random.integers(2, 9, 3))
    header = kind(endianness=order)
    header.set_data_dtype(numpy.dtype(dtype).newbyteorder(order))
    header.set_data_shape(shape if index % 5 else (*shape, 1))
    space = affine()
    if index % 3 != 1:
        header.set_sform(space, code=1)
    else:
        header["sform_code"] = 0
    if index % 3 != 0:
        header.set_qform(space, code=1, strip_shears=True)
    else:
        header["qform_code"] = 0
        header["pixdim"][1:4] = numpy.linalg.norm(space[:3, :3], axis=0)
    if index % 4 == 0:
        header["scl_slope"], header["scl_inter"] = [(1, -1024), (2, 0.5), (0.25, 100), (1e-3, 0)][(index // 4) % 4]
    else:
        header["scl_slope"], header["scl_inter"] = [(1, 0), (0, 0), (numpy.nan, numpy.nan)][index % 3]
    header["vox_offset"] = 352 if kind is nibabel.Nifti1Header else 544
    header["magic"] = b"n+1" if kind is nibabel.Nifti1Header else b"n+2"
    values = numpy.asarray(numbers(dtype, shape, wide)).astype(numpy.dtype(dtype).newbyteorder(order))
    content = header.binaryblock + bytes(4) + values.tobytes(order="F")
    path = os.path.join(out, f"{index:02d}-{dtype}-{'le' if order == '<' else 'be'}.nii{'.gz' if index % 2 else ''}")
    with (gzip.open if index % 2 else open)(path, "wb") as file:
        file.write(content)
    print(path)
