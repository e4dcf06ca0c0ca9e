/** What may be uploaded; the stored name says the format and nothing of what the client called the file. */
export const UPLOAD_FILE_NAMES = {
  NIFTI: 'ct.nii',
  NIFTI_GZIP: 'ct.nii.gz',
  NRRD: 'ct.nrrd',
  METAIMAGE: 'ct.mha',
  DICOM: 'ct.dcm',
  DICOM_ZIP: 'ct.zip',
  DICOM_SEG: 'seg.dcm',
  DICOM_RTSTRUCT: 'rtstruct.dcm',
  ONNX: 'model.onnx',
} as const;

export type UploadFormat = keyof typeof UPLOAD_FILE_NAMES;

/** Formats that hold a whole scan, and those that hold labels. */
export const SCAN_FORMATS: readonly UploadFormat[] = ['NIFTI', 'NIFTI_GZIP', 'NRRD', 'METAIMAGE', 'DICOM', 'DICOM_ZIP'];
export const LABEL_FORMATS: readonly UploadFormat[] = ['NIFTI', 'NIFTI_GZIP', 'NRRD', 'METAIMAGE', 'DICOM_SEG', 'DICOM_RTSTRUCT'];

/** Whether the upload of this name may hold several series, of which one can be named. */
export const isDicomUpload = (fileName: string): boolean => fileName === UPLOAD_FILE_NAMES.DICOM || fileName === UPLOAD_FILE_NAMES.DICOM_ZIP;
