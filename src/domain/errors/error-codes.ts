/** What a client may expect of a failure with this code. */
export interface ErrorCodeEntry {
  /** What happened, in one sentence. */
  readonly summary: string;
  /** What the reader can do about it. */
  readonly remedy: string;
  /** Whether the same request can succeed later without being changed. */
  readonly retryable: boolean;
}

const entry = (summary: string, remedy: string, retryable = false): ErrorCodeEntry => ({ summary, remedy, retryable });

/** Every expected failure of the product. `schema/errors.md` is written from this table. */
export const ERROR_CODES = {
  // Requests
  INVALID_INPUT: entry('A field of the request has a value outside its range.', 'Correct the field named by `path`.'),
  NOT_FOUND: entry('Nothing with this id can be seen by the token.', 'Check the id and the team of the token.'),
  UNAUTHENTICATED: entry('The request carries no valid token.', 'Send `Authorization: Bearer <token>`.'),
  FORBIDDEN: entry('The token lacks the scope that this needs.', 'Use a token with the scope named in the message.'),
  CONFLICT: entry('The request contradicts what is stored.', 'Read the message: it names what is in the way.'),
  IN_USE: entry('The thing is used by others and cannot be deleted.', 'Delete its users, which the message names, first.'),
  LIMIT_EXCEEDED: entry('The request is larger than a limit allows.', 'Ask for less, or have the limit raised.'),
  QUERY_TOO_COMPLEX: entry('The GraphQL document is too deep, too wide or too costly.', 'Ask for fewer fields or smaller pages.'),

  // Files
  FORMAT_UNKNOWN: entry('The bytes of the file are of no format that is read here.', 'Convert it to NIfTI, NRRD or MetaImage.'),
  NOT_NIFTI: entry('The file is not a NIfTI-1 or NIfTI-2 file.', 'Convert it to .nii or .nii.gz.'),
  FILE_TRUNCATED: entry('The file ends before its data does.', 'Copy it again from its source.'),
  FILE_CORRUPT: entry('The file cannot be decompressed or its header contradicts itself.', 'Copy it again from its source.'),
  FILE_TOO_LARGE: entry('The file, or what it unpacks to, is over the limit.', 'Crop or down-sample it, or have the limit raised.'),
  FILE_UNREADABLE: entry('The file or directory does not exist or may not be read.', 'Check the path and its permissions.'),
  UNSUPPORTED_DATATYPE: entry('The voxels are of a type that is no CT: RGB, complex or 128-bit.', 'Export the scan as Hounsfield units.'),
  UNSUPPORTED_ENCODING: entry('The voxels are stored in a way that is not read here.', 'Store them raw or gzip-compressed, in one file.'),
  NOT_THREE_DIMENSIONAL: entry('The image has more or fewer than three dimensions.', 'Export one volume a file.'),
  NOT_CT: entry('The image is of another modality than CT.', 'Leave it out: nothing but CT is searched.'),
  NON_FINITE_VOXELS: entry('The image has NaN or infinite voxels.', 'Replace them by the value of air, −1024 HU.'),
  SINGULAR_AFFINE: entry('The affine of the image cannot be inverted.', 'Correct the directions in the header; of NIfTI, sform and qform.'),
  TOO_FEW_SLICES: entry('The volume has fewer than two axial slices.', 'Import the whole series.'),
  NOT_DICOM: entry('The file is not a DICOM file (PS3.10).', 'Send it as its scanner or archive wrote it; other formats have names of their own.'),
  DICOM_NO_IMAGE: entry('The DICOM object holds no image: a report, a presentation state, a segmentation, a directory.', 'Import the CT series that it belongs to.'),
  DICOM_NOT_CT: entry('The DICOM object is an image of another modality than CT.', 'Import CT alone.'),
  DICOM_SECONDARY_CAPTURE: entry('The DICOM object is a picture of a screen or film, without Hounsfield units.', 'Import the series that it was taken of.'),
  DICOM_LOCALIZER: entry('The image is a localizer (scout, topogram), which is no slice of a volume.', 'Nothing needs to be done: the series beside it is imported.'),
  DICOM_GEOMETRY_MISSING: entry('The header lacks position, orientation or pixel spacing.', 'Export the series from its archive again, with its whole header.'),
  DICOM_MODALITY_LUT: entry('The pixels are turned into values by a table, not by rescale slope and intercept.', 'Export the series in Hounsfield units.'),
  DICOM_SYNTAX_UNSUPPORTED: entry('No decoder is at hand for the transfer syntax of the file.', 'Convert the series to one of the transfer syntaxes of docs/dicom.md.'),
  SERIES_AMBIGUOUS: entry('The upload or directory holds several CT series and none was named.', 'Name one by its number in the list of the message, or send them one by one.'),
  SLICES_MISSING: entry('Slices are missing from the series.', 'Export the whole series.'),
  SLICES_UNEVEN: entry('The distances between the slices of the series differ.', 'Reconstruct or resample the series with even spacing.'),
  SLICES_SHIFTED: entry('The slices of the series are shifted against each other and make no grid.', 'Reconstruct the series on one grid.'),
  SLICES_CONTRADICTORY: entry('Several slices claim the same place and differ.', 'Send one acquisition, phase or reconstruction at a time.'),
  ORIENTATIONS_MIXED: entry('The slices of the series have too many orientations to be stacks.', 'Export the stacks as series of their own.'),
  ARCHIVE_UNSAFE: entry('The archive has links, encrypted entries or entries that lead out of it.', 'Pack the files of the series alone.'),
  ARCHIVE_TOO_LARGE: entry('The archive has too many entries, or unpacks to too much.', 'Send one series at a time, or have the limit raised.'),
  DICOM_NO_LABELS: entry('The DICOM object holds no labels: it is no Segmentation and no RT Structure Set.', 'Name the object that was drawn or computed for the scan.'),
  EMPTY_MASK: entry('The mask has no foreground voxel.', 'Leave the mask out, or declare the class as covered and absent.'),
  MASK_GEOMETRY_MISMATCH: entry('The mask does not have the geometry of its volume.', 'Resample the mask to the grid of the volume.'),
  MASK_NOT_INTEGRAL: entry('The mask has values that are no labels.', 'Store labels as whole numbers from 0 to 65,535.'),
  UNKNOWN_LABEL: entry('A label is not in the taxonomy.', 'Correct the taxonomy, or let unknown labels be kept and reported.'),
  NOTHING_TO_IMPORT: entry('The directory has no file that can be imported.', 'Check the path and the layout.'),
  MANIFEST_INVALID: entry('A line of the manifest cannot be read.', 'Correct the line named by `path`.'),
  PATH_NOT_ALLOWED: entry('The path is outside the directories that imports may read.', 'Move the data, or add the directory to VOXSEEK_IMPORT_ROOTS.'),
  PATIENT_CONFLICT: entry('The same voxels are already stored under another patient.', 'Correct the patient key of one of the two.'),
  PRIVACY_REFUSED: entry('The scan shows a head or may have text burned in, and this installation refuses such scans.', 'Deface or clean the scan first, or have the operator set VOXSEEK_PRIVACY_POLICY.'),
  UPLOAD_MISMATCH: entry('The bytes received are not those that were announced.', 'Upload the file again.'),
  UPLOAD_EXPIRED: entry('The upload URL was used or is past its time.', 'Create a new upload.'),
  OBJECT_CORRUPT: entry('Stored bytes are not those that were stored.', 'Restore the object that the message names from a backup, or delete what it belongs to and make it again.'),

  // DICOMweb
  DICOMWEB_AUTH_FAILED: entry('The DICOMweb server refused the credentials that are configured for it.', 'Have the operator correct `auth` in the file of servers.'),
  DICOMWEB_UNAVAILABLE: entry('The DICOMweb server cannot be reached, is overloaded or stopped answering.', 'Ask for the import again later; series that are stored are not fetched again.', true),
  DICOMWEB_TLS_FAILED: entry('The certificate of the DICOMweb server was not accepted.', 'Have the operator give `certificateAuthorityFile`, or correct the certificate.'),
  DICOMWEB_REFUSED: entry('The DICOMweb server refused the request.', 'Check the query, and that the server speaks QIDO-RS and WADO-RS at the configured address.'),
  DICOMWEB_RESPONSE_INVALID: entry('An answer of the DICOMweb server is malformed or broke off each time.', 'Ask for the import again; if it stays, have the log of the server read.'),

  // Models and embeddings
  MODEL_INVALID: entry('The catalogue entry of the model has a missing or contradictory field.', 'Correct the field named by `path`.'),
  MODEL_CHANGED: entry('The bytes of the model file are not those of its catalogue entry.', 'Restore the file, or register it as a new revision.'),
  MODEL_UNAVAILABLE: entry('The model file is not on this machine.', 'Fetch the model, or start a worker that has it.'),
  MODEL_REFUSED: entry('The runtime cannot load or run the model.', 'Read the message: it names the reason.'),
  MODEL_UNREADABLE: entry('The file is no ONNX model, or is damaged.', 'Export the model again as one ONNX file.'),
  MODEL_EXTERNAL_DATA: entry('The model keeps numbers in another file.', 'Save it as one file with all its data inside.'),
  MODEL_SHAPE_UNFIT: entry('An input or output of the model has a shape that its entry does not fit.', 'Choose another input, output, size or pooling; the message lists what the graph has.'),
  MODEL_BATCH_FIXED: entry('The model takes a fixed number of slices above one at a time.', 'Export it with a dynamic first axis, or with a batch of one.'),
  MODEL_TYPE_UNSUPPORTED: entry('An input or output of the model is not float32.', 'Export it with float32 at its borders; inside it may compute as it likes.'),
  MODEL_OUTPUT_USELESS: entry('The model gives NaN, infinite or zero vectors, or the same one for unlike slices.', 'Check normalisation and output, and export it again.'),
  MODEL_CRASHED: entry('The model ended the process that ran it.', 'Export it again, with plainer operators or a lower opset.'),
  MODEL_OUT_OF_MEMORY: entry('The model took more memory than it may.', 'Use a smaller model or input, have the limit raised, or start a worker with a higher one.', true),
  MODEL_TIMED_OUT: entry('The model took longer for a few slices than it may.', 'Use a smaller model or input, or have the limit raised.'),
  LICENCE_NOT_ACCEPTED: entry('The encoder has terms that must be read before it is fetched.', 'Read them, then fetch again with `--accept-licence`.'),
  DOWNLOAD_FORBIDDEN: entry('The home of the encoder gives it only to those who accepted its terms there.', 'Accept them there, and give the token of your account in VOXSEEK_HUB_TOKEN.'),
  PROVIDER_UNAVAILABLE: entry('The execution provider that was asked for cannot be used on this machine.', 'Install what the message names, or start a worker that has it; nothing falls back to the processor by itself.', true),
  PROVIDER_UNFIT: entry('A part of the model does not run on the execution provider that was asked for.', 'Embed with it on a worker with another provider; the message names the operators.', true),
  NO_CAPABLE_WORKER: entry('No worker that listens can do the embedding, or each that could has refused it.', 'Start the worker that the message names, then ask again; docs/workers.md says who takes what.', true),
  EMBEDDING_FAILED: entry('The encoder gave no usable vector for the volume.', 'Read the message; the volume was skipped.'),
  EMBEDDINGS_MISSING: entry('Volumes have no embeddings of this recipe yet.', 'Run embedDataset for the recipe first; for one stored volume to search with, createQueryVolume with its id.'),

  // Indexes and retrieval
  INDEX_NOT_READY: entry('The index is being built or its build failed.', 'Wait for its job, or build it again.', true),
  INDEX_INCOMPLETE: entry('The rows of the index do not add up to what was to be indexed.', 'Run reconcileIndex.', true),
  INDEX_KIND_UNSUPPORTED: entry('The connected vector server lacks this kind of index or feature.', 'Choose another kind; the message names the server and its version.'),
  REGION_NOT_SHOWN: entry('The query volume does not show the region.', 'Choose a region of the volume, or another segmentation.'),
  EMPTY_GALLERY: entry('No volume is left to search after exclusions and filters.', 'Relax the filters.'),
  QUERY_VOLUME_EXPIRED: entry('The uploaded query is past its time to live.', 'Upload it again.'),
  NOT_REPRODUCIBLE: entry('A volume of the snapshot was deleted.', 'Make a new snapshot.'),

  // Jobs
  JOB_NOT_CANCELLABLE: entry('The job has already ended.', 'Nothing needs to be done.'),
  JOB_CANCELLED: entry('The job was cancelled.', 'Start it again; finished parts are kept.'),
  JOB_LOST: entry('The workflow engine runs the job no more: it lost its data, or the workflow was ended there by hand.', 'Start it again; finished parts are kept.', true),

  // Parts and machine
  DEPENDENCY_UNAVAILABLE: entry('A part of the system does not answer.', 'Try again shortly; `voxseek doctor` says more.', true),
  DISK_FULL: entry('No space is left on the disk.', 'Free space; nothing was half-written.', true),
  PORT_TAKEN: entry('The configured port is in use.', 'Free the port or configure another; unset means a free one is chosen.'),
  PYTHON_MISSING: entry('No Python ≥ 3.10 with venv and pip was found.', 'Install Python ≥ 3.10, or set VOXSEEK_PYTHON.'),
  DOWNLOAD_FAILED: entry('A file or package could not be downloaded.', 'Check the network, and try again: it goes on where it ended.', true),
  PART_FAILED_TO_START: entry('A part of the local stack did not become ready.', 'Read its log, which the message names.', true),
  HOME_IN_USE: entry('Another process holds this home directory.', 'Stop the process named, or choose another VOXSEEK_HOME.'),
  PLATFORM_UNSUPPORTED: entry('A part has no build for this platform.', 'Give the address of a server that runs elsewhere.'),
  CONFIGURATION_INVALID: entry('An environment variable has an invalid value.', 'Correct the variable named by `path`.'),
  INTERNAL: entry('Something unexpected failed; it was logged under the correlation id.', 'Report the correlation id.', true),
} as const satisfies Record<string, ErrorCodeEntry>;

export type ErrorCode = keyof typeof ERROR_CODES;
