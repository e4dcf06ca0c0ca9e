"""The peer of the ingest bench: SimpleITK reads DICOM series, nibabel NIfTI files, into contiguous canonical arrays.

usage: ingest_peer.py OUT SERIES THREADS
First writes SERIES, longer, as plain pixels and prints {"plain"}, where it lies. Then answers lines "dicom PATH" and "nifti PATH" with
{"ms", "cpu", "first"}: times, and the number and the sum of the voxels.
"""
import json
import os
import sys
import time

import nibabel
import numpy as np
import pydicom
import SimpleITK

COPIES = 6
out, series, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
SimpleITK.ProcessObject.SetGlobalDefaultNumberOfThreads(threads)


def write_plain():
    """The slices of the series, several times over one another, uncompressed."""
    slices = sorted((pydicom.dcmread(os.path.join(series, name)) for name in os.listdir(series)), key=lambda ds: ds.ImagePositionPatient[2])
    step = float(slices[1].ImagePositionPatient[2] - slices[0].ImagePositionPatient[2])
    directory = os.path.join(out, "plain")
    os.makedirs(directory)
    for copy in range(COPIES):
        for place, ds in enumerate(slices):
            if copy == 0:
                ds.decompress()
                ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID
                ds.StudyInstanceUID, ds.SeriesInstanceUID = "1.2.3", "1.2.3.4"
            number = copy * len(slices) + place
            ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = f"1.2.3.4.{number + 1}"
            ds.ImagePositionPatient = [*ds.ImagePositionPatient[:2], float(slices[0].ImagePositionPatient[2]) if number == 0 else origin + number * step]
            if number == 0:
                origin = float(ds.ImagePositionPatient[2])
            ds.save_as(os.path.join(directory, f"{number:04}.dcm"))
    return directory


def canonical(array, affine):
    image = nibabel.as_closest_canonical(nibabel.Nifti1Image(array, affine))
    return np.asfortranarray(image.dataobj)


def read_dicom(path):
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(path))
    image = reader.Execute()
    affine = np.eye(4)
    affine[:3, :3] = np.array(image.GetDirection()).reshape(3, 3) * image.GetSpacing()
    affine[:3, 3] = image.GetOrigin()
    return canonical(SimpleITK.GetArrayViewFromImage(image).transpose(2, 1, 0), np.diag([-1, -1, 1, 1]) @ affine)


def read_nifti(path):
    image = nibabel.load(path)
    return canonical(np.asarray(image.dataobj), image.affine)


print(json.dumps({"plain": write_plain()}), flush=True)
for line in sys.stdin:
    kind, path = line.rstrip("\n").split(" ", 1)
    started, cpu = time.perf_counter(), time.process_time()
    voxels = (read_dicom if kind == "dicom" else read_nifti)(path)
    ms, cpu = 1000 * (time.perf_counter() - started), 1000 * (time.process_time() - cpu)
    print(json.dumps({"ms": ms, "cpu": cpu, "first": [int(voxels.size), float(voxels.sum(dtype=np.float64))]}), flush=True)
