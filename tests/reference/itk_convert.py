"""Saves scans with SimpleITK as compressed NRRD and MetaImage.

Usage: itk_convert.py OUT SCAN...   (prints one path a line)
"""
import os
import sys

import SimpleITK

out, scans = sys.argv[1], sys.argv[2:]
for scan in scans:
    for extension in ("nrrd", "mha"):
        path = os.path.join(out, f"{os.path.basename(scan).split('.')[0]}.{extension}")
        SimpleITK.WriteImage(SimpleITK.ReadImage(scan), path, True)
        print(path)
