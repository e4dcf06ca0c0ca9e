"""Saves a DICOM series with SimpleITK as NIfTI.

Usage: series_to_nifti.py SERIES OUT
"""
import sys

import SimpleITK

series, out = sys.argv[1:]
SimpleITK.WriteImage(SimpleITK.ReadImage(SimpleITK.ImageSeriesReader.GetGDCMSeriesFileNames(series)), out)
