/** What may be uploaded; the stored name says the format and nothing of what the client called the file. */
export const UPLOAD_FILE_NAMES = { NIFTI: 'ct.nii', NIFTI_GZIP: 'ct.nii.gz', NRRD: 'ct.nrrd', METAIMAGE: 'ct.mha', DICOM_SEG: 'seg.dcm', DICOM_RTSTRUCT: 'rtstruct.dcm', ONNX: 'model.onnx' } as const;

export type UploadFormat = keyof typeof UPLOAD_FILE_NAMES;
