"""Writes CT series as DICOM files. Reads from standard input a list of

    {"directory", "slices", "size", "seed", "spacing", "tags": {keyword: value}, "name"?: file name pattern}

and writes `slices` files of `size` x `size` pixels in stored values that rescale to HU by 1 and -1024; prints the paths, a list a series.
"""

import json
import sys
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

written = []
for series in json.load(sys.stdin):
    directory = Path(series["directory"])
    directory.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(series["seed"])
    size, slices, spacing = series["size"], series["slices"], series["spacing"]
    rows, columns = np.mgrid[:size, :size]
    body = (rows - size / 2) ** 2 + (columns - size / 2) ** 2 < (size * 0.4) ** 2
    frame, series_uid, study_uid = (generate_uid(entropy_srcs=[str(series["seed"]), part]) for part in ("frame", "series", "study"))
    paths = []
    for index in range(slices):
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = CTImageStorage
        meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=[str(series["seed"]), str(index)])
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        data = Dataset()
        data.file_meta = meta
        data.SOPClassUID = CTImageStorage
        data.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
        data.StudyInstanceUID, data.SeriesInstanceUID, data.FrameOfReferenceUID = study_uid, series_uid, frame
        data.Modality = "CT"
        data.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
        data.PatientID, data.PatientName = f"ID{series['seed']}", f"Name^Of{series['seed']}"
        data.StudyDate, data.StudyTime = "20210304", "101112"
        data.StudyID, data.SeriesNumber, data.InstanceNumber = "1", 2, index + 1
        data.ImagePositionPatient = [-size / 2, -size / 2, index * spacing]
        data.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        data.PixelSpacing, data.SliceThickness = [1.0, 1.0], spacing
        data.Rows = data.Columns = size
        data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
        data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 16, 16, 15, 0
        data.RescaleIntercept, data.RescaleSlope = -1024, 1
        for keyword, value in series["tags"].items():
            setattr(data, keyword, value)
        pixels = np.where(body, 1064 + random.integers(-40, 40, body.shape), 24)
        data.PixelData = pixels.astype("<u2").tobytes()
        path = directory / series.get("name", "{:03}.dcm").format(slices - index)
        data.save_as(path, enforce_file_format=True)
        paths.append(str(path))
    written.append(paths)
print(json.dumps(written))
