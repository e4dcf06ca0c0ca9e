"""Writes scans that hold known values wherever a file can hold any, for the test that nothing of them is kept.

Reads {"directory"} from standard input. Texts begin with TEXT and name the tag that they stand in, numbers and UIDs hold NUMBER, dates are
DATE. Prints {"texts", "numbers", "dates", "patients": {…}}.
"""

import gzip
import json
import struct
import sys
import zipfile
from pathlib import Path

import nibabel
import numpy as np
from pydicom.datadict import DicomDictionary
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import CTImageStorage, DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

TEXT, NUMBER, DATE = "ZQ7KXVWJ", "1973197731", "19370211"
root = Path(json.load(sys.stdin)["directory"])
SIZE, SLICES = 12, 4
UID = "1.2.826.0.1.3680043.8.498." + NUMBER

# What makes a file a CT slice, and so cannot be made up.
NEEDED = {
    "SpecificCharacterSet", "ImageType", "SOPClassUID", "SOPInstanceUID", "Modality", "ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "Rows", "Columns",
    "SamplesPerPixel", "PhotometricInterpretation", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation", "RescaleIntercept", "RescaleSlope", "PixelData",
    "AcquisitionNumber", "NumberOfFrames", "StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID", "PixelPaddingValue", "PixelPaddingRangeLimit", "PlanarConfiguration",
}
# Other than a slice of an ordinary CT would have: with these the file is another kind of object, or has no Hounsfield units.
UNFIT = {"ModalityLUTSequence", "FloatPixelData", "DoubleFloatPixelData", "PerFrameFunctionalGroupsSequence", "SharedFunctionalGroupsSequence", "PixelPresentation", "LossyImageCompression"}


def value_for(tag, vr):
    """A value that says where it stands, as its representation can hold it; None where it can hold none."""
    name = f"{TEXT}{tag:08X}"
    if vr in ("AE", "CS", "LO", "LT", "SH", "ST", "UC", "UR", "UT", "PN"):
        return name
    if vr == "UI":
        return f"{UID}.{tag}"
    if vr == "DA":
        return DATE
    if vr == "DT":
        return f"{DATE}101112.731973"
    if vr == "TM":
        return "101112.731973"
    if vr == "DS":
        return f"{NUMBER}.25"
    if vr == "IS":
        return NUMBER
    if vr in ("OB", "OW", "UN"):
        return name.encode()
    if vr == "FD":
        return float(NUMBER)
    return None


def every_tag(depth):
    data = Dataset()
    for tag, (vr, _, _, _, keyword) in DicomDictionary.items():
        group = tag >> 16
        # Group lengths, file meta, directory records and what follows the pixels are other things; repeated groups come by their first.
        if group in (0x0000, 0x0002, 0x0004, 0xFFFA, 0xFFFC, 0xFFFE) or group >= 0x7FE0 or (tag & 0xFFFF) == 0 or keyword in NEEDED | UNFIT:
            continue
        for one in vr.split(" or "):
            if one == "SQ":
                if depth > 0:
                    item = Dataset()
                    item.add_new(0x00100010, "PN", value_for(tag, "PN"))
                    item.add_new(0x00081155, "UI", value_for(tag, "UI"))
                    data.add(DataElement(tag, "SQ", Sequence([item])))
                break
            value = value_for(tag, one)
            if value is not None:
                data.add(DataElement(tag, one, value))
                break
    block = data.private_block(0x0009, f"{TEXT} CREATOR", create=True)
    block.add_new(0x10, "LO", f"{TEXT}PRIVATE")
    block.add_new(0x11, "UN", f"{TEXT}PRIVATEUN".encode())
    if depth > 0:
        block.add_new(0x12, "SQ", Sequence([every_tag(0)]))
        data.add(DataElement(0x00400275, "SQ", Sequence([every_tag(0)])))
    return data


def slice_of(series, index, syntax):
    data = every_tag(1)
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = f"{UID}.{series}.{index}"
    meta.TransferSyntaxUID = syntax
    meta.ImplementationVersionName = TEXT + "META"
    meta.SourceApplicationEntityTitle = TEXT + "AE"
    meta.PrivateInformationCreatorUID = UID + ".7"
    meta.PrivateInformation = (TEXT + "METAPRIVATE").encode()
    data.file_meta = meta
    data.preamble = (TEXT + "PREAMBLE").encode().ljust(128, b"\0")
    data.SpecificCharacterSet = "ISO_IR 192"
    data.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL", TEXT]
    data.SOPClassUID, data.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
    data.StudyInstanceUID, data.SeriesInstanceUID, data.FrameOfReferenceUID = UID + ".1", f"{UID}.2.{series}", UID + ".3"
    data.Modality = "CT"
    data.BurnedInAnnotation, data.BodyPartExamined = "YES", "HEAD"
    data.ImagePositionPatient, data.ImageOrientationPatient = [-6, -6, index * 2.0], [1, 0, 0, 0, 1, 0]
    data.PixelSpacing = [1.0, 1.0]
    data.Rows = data.Columns = SIZE
    data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
    data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 16, 16, 15, 0
    data.RescaleIntercept, data.RescaleSlope = -1024, 1
    data.PixelData = np.random.default_rng(series * 100 + index).integers(900, 1100, (SIZE, SIZE)).astype("<u2").tobytes()
    return data


def series(number, syntax, directory, change=lambda data, index: None):
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for index in range(SLICES):
        data = slice_of(number, index, syntax)
        change(data, index)
        path = directory / f"{TEXT}FILE{number}-{index}.dcm"
        data.save_as(path, enforce_file_format=True)
        # Behind the pixels, where nothing belongs.
        if syntax != DeflatedExplicitVRLittleEndian:
            with path.open("ab") as file:
                file.write(struct.pack("<HH2sHI", 0xFFFC, 0xFFFC, b"OB", 0, 16) + (TEXT + "TRAILER0").encode())
        paths.append(path)
    return paths


def attribute(keyword, value):
    def change(data, index):
        setattr(data, keyword, value)
    return change


dicom = root / "dicom" / f"{TEXT}DIR"
good = series(1, ExplicitVRLittleEndian, dicom / "one")
series(2, ImplicitVRLittleEndian, dicom / "two")
series(3, DeflatedExplicitVRLittleEndian, dicom / "three")
# Files that fail, each in its way.
series(4, ExplicitVRLittleEndian, dicom / "mr", attribute("Modality", "MR"))
series(5, ExplicitVRLittleEndian, dicom / "screen", attribute("SOPClassUID", "1.2.840.10008.5.1.4.1.1.7"))
series(6, ExplicitVRLittleEndian, dicom / "scout", attribute("ImageType", ["ORIGINAL", "PRIMARY", "LOCALIZER", TEXT]))
series(7, ExplicitVRLittleEndian, dicom / "same", attribute("ImagePositionPatient", [0, 0, 0]))
series(8, ExplicitVRLittleEndian, dicom / "uneven", lambda data, index: setattr(data, "ImagePositionPatient", [-6, -6, [0, 2, 9, 11][index]]))
series(9, ExplicitVRLittleEndian, dicom / "place", lambda data, index: delattr(data, "ImagePositionPatient"))
for path in series(10, ExplicitVRLittleEndian, dicom / "short"):
    path.write_bytes(path.read_bytes()[:-200])
for path in series(11, ExplicitVRLittleEndian, dicom / "cut"):
    path.write_bytes(path.read_bytes()[:1_500])
for path in series(12, ExplicitVRLittleEndian, dicom / "odd"):
    path.write_bytes(path.read_bytes().replace(b"1.2.840.10008.1.2.1\0", b"1.2.840." + NUMBER.encode() + b"\0\0"))
for path in series(13, ExplicitVRLittleEndian, dicom / "number"):
    path.write_bytes(path.read_bytes().replace(b"1.0\\1.0 ", b"ZQ7KXVWJ"))
(dicom / f"{TEXT}NODICOM.dcm").write_bytes(TEXT.encode() * 100)

archive = root / f"{TEXT}.zip"
with zipfile.ZipFile(archive, "w") as packed:
    packed.comment = (TEXT + "COMMENT").encode()
    for index, path in enumerate(series(14, ExplicitVRLittleEndian, root / "zipped")):
        packed.write(path, f"{TEXT}ENTRY/{index}")
bad = root / f"{TEXT}BAD.zip"
with zipfile.ZipFile(bad, "w") as packed:
    packed.write(good[0], f"{TEXT}/../../{TEXT}")

server = root / "server"
stored = series(15, ExplicitVRLittleEndian, server)
refused = series(16, ExplicitVRLittleEndian, server, attribute("ImagePositionPatient", [0, 0, 0]))


def nifti(path, seed, values=None):
    voxels = np.random.default_rng(seed).integers(-100, 100, (8, 8, 4)).astype(np.int16) if values is None else values
    image = nibabel.Nifti1Image(voxels, np.diag([1, 1, 2, 1]))
    header = image.header
    header["descrip"], header["aux_file"], header["intent_name"], header["db_name"] = TEXT + "DESCRIP", TEXT + "AUX", TEXT + "INTENT", TEXT + "DB"
    header.extensions.append(nibabel.nifti1.Nifti1Extension("comment", (TEXT + "EXTENSION").encode()))
    nibabel.save(image, path)
    if path.suffix == ".gz":
        # The name of what was compressed, and a comment, stand in the header of gzip.
        raw = gzip.decompress(path.read_bytes())
        with path.open("wb") as file, gzip.GzipFile(filename=TEXT + "GZIP", mode="wb", fileobj=file) as packed:
            packed.write(raw)


declared = root / "nifti"
declared.mkdir(parents=True)
nifti(declared / "a.nii.gz", 1)
nifti(declared / "b.nii", 2)
nifti(declared / "c.nii", 3, np.full((8, 8, 4), np.nan, np.float32))
(declared / "d.nii").write_bytes(TEXT.encode() * 50)
(declared / "manifest.csv").write_text("file,patient,study\n" + "".join(f"{name},{TEXT}PATIENT{name[0]},{TEXT}STUDY{name[0]}\n" for name in ("a.nii.gz", "b.nii", "c.nii", "d.nii")))
(declared / "wrong.csv").write_text(f"file,patient,split\na.nii.gz,{TEXT}P,{TEXT}SPLIT\n")

print(json.dumps({
    "texts": [TEXT], "numbers": [NUMBER], "dates": [DATE, "1937-02-11", "1937.02.11", "1937/02/11", "11.02.1937"],
    "dicom": str(root / "dicom"), "nifti": str(declared), "archive": str(archive), "badArchive": str(bad), "single": str(good[0]),
    "server": [str(path) for path in stored + refused], "patientId": f"{TEXT}{0x00100020:08X}", "studyInstanceUid": UID + ".1",
}))
