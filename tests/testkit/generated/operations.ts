/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** How slice hits become the stage-1 score of a volume. */
export type Aggregation =
  /** A vote for each hit. */
  | 'COUNT'
  /** The best similarity. */
  | 'MAX'
  /** The sum of similarities. */
  | 'SUM';

/** Which volumes stage 2 sees. */
export type Candidates =
  /** The first of these. */
  | 'FIRST'
  /** Every eligible volume; stage 1 is skipped. */
  | 'GALLERY'
  /** All with a hit. */
  | 'HIT';

/** What takes the place of an encoder, to see what a figure is worth. */
export type Control =
  /** Chance. */
  | 'RANDOM'
  /** The volume that shows most classes. */
  | 'WIDEST';

/** A scan to search with. Exactly one of `uploadId` and `volumeId`. */
export type CreateQueryVolumeInput = {
  /** Names the patient as at imports, so that the same patient can be left out; hashed with a key, stored nowhere. Without it the headers of DICOM name the patient. */
  patientKey?: string | null | undefined;
  /** The recipe of the indexes to search. */
  recipeId: string | number;
  /** Of an upload of DICOM with several series the one to read, by its number in the list that SERIES_AMBIGUOUS gives; ≥ 1. */
  series?: number | null | undefined;
  /** The received upload. */
  uploadId?: string | number | null | undefined;
  /** A stored volume that is not embedded by the recipe yet. Its embeddings stay with it, so that it can be searched with by its own id from then on. */
  volumeId?: string | number | null | undefined;
};

/** A file to upload. */
export type CreateUploadInput = {
  /** How many bytes it has, ≥ 1; other counts are refused. */
  bytes?: number | null | undefined;
  /** What the file is. */
  format: UploadFormat;
  /** Its SHA-256, 64 lower-case hex digits; other bytes are refused. */
  sha256?: string | null | undefined;
};

/** Every expected failure; schema/errors.md lists them with what to do. */
export type ErrorCode =
  /** The archive has too many entries, or unpacks to too much. Send one series at a time, or have the limit raised. */
  | 'ARCHIVE_TOO_LARGE'
  /** The archive has links, encrypted entries or entries that lead out of it. Pack the files of the series alone. */
  | 'ARCHIVE_UNSAFE'
  /** An environment variable has an invalid value. Correct the variable named by `path`. */
  | 'CONFIGURATION_INVALID'
  /** The request contradicts what is stored. Read the message: it names what is in the way. */
  | 'CONFLICT'
  /** A part of the system does not answer. Try again shortly; `voxseek doctor` says more. */
  | 'DEPENDENCY_UNAVAILABLE'
  /** The DICOMweb server refused the credentials that are configured for it. Have the operator correct `auth` in the file of servers. */
  | 'DICOMWEB_AUTH_FAILED'
  /** The DICOMweb server refused the request. Check the query, and that the server speaks QIDO-RS and WADO-RS at the configured address. */
  | 'DICOMWEB_REFUSED'
  /** An answer of the DICOMweb server is malformed or broke off each time. Ask for the import again; if it stays, have the log of the server read. */
  | 'DICOMWEB_RESPONSE_INVALID'
  /** The certificate of the DICOMweb server was not accepted. Have the operator give `certificateAuthorityFile`, or correct the certificate. */
  | 'DICOMWEB_TLS_FAILED'
  /** The DICOMweb server cannot be reached, is overloaded or stopped answering. Ask for the import again later; series that are stored are not fetched again. */
  | 'DICOMWEB_UNAVAILABLE'
  /** The header lacks position, orientation or pixel spacing. Export the series from its archive again, with its whole header. */
  | 'DICOM_GEOMETRY_MISSING'
  /** The image is a localizer (scout, topogram), which is no slice of a volume. Nothing needs to be done: the series beside it is imported. */
  | 'DICOM_LOCALIZER'
  /** The pixels are turned into values by a table, not by rescale slope and intercept. Export the series in Hounsfield units. */
  | 'DICOM_MODALITY_LUT'
  /** The DICOM object is an image of another modality than CT. Import CT alone. */
  | 'DICOM_NOT_CT'
  /** The DICOM object holds no image: a report, a presentation state, a segmentation, a directory. Import the CT series that it belongs to. */
  | 'DICOM_NO_IMAGE'
  /** The DICOM object holds no labels: it is no Segmentation and no RT Structure Set. Name the object that was drawn or computed for the scan. */
  | 'DICOM_NO_LABELS'
  /** The DICOM object is a picture of a screen or film, without Hounsfield units. Import the series that it was taken of. */
  | 'DICOM_SECONDARY_CAPTURE'
  /** No decoder is at hand for the transfer syntax of the file. Convert the series to one of the transfer syntaxes of docs/dicom.md. */
  | 'DICOM_SYNTAX_UNSUPPORTED'
  /** No space is left on the disk. Free space; nothing was half-written. */
  | 'DISK_FULL'
  /** A file or package could not be downloaded. Check the network, and try again: it goes on where it ended. */
  | 'DOWNLOAD_FAILED'
  /** The home of the encoder gives it only to those who accepted its terms there. Accept them there, and give the token of your account in VOXSEEK_HUB_TOKEN. */
  | 'DOWNLOAD_FORBIDDEN'
  /** Volumes have no embeddings of this recipe yet. Run embedDataset for the recipe first; for one stored volume to search with, createQueryVolume with its id. */
  | 'EMBEDDINGS_MISSING'
  /** The encoder gave no usable vector for the volume. Read the message; the volume was skipped. */
  | 'EMBEDDING_FAILED'
  /** No volume is left to search after exclusions and filters. Relax the filters. */
  | 'EMPTY_GALLERY'
  /** The mask has no foreground voxel. Leave the mask out, or declare the class as covered and absent. */
  | 'EMPTY_MASK'
  /** The file cannot be decompressed or its header contradicts itself. Copy it again from its source. */
  | 'FILE_CORRUPT'
  /** The file, or what it unpacks to, is over the limit. Crop or down-sample it, or have the limit raised. */
  | 'FILE_TOO_LARGE'
  /** The file ends before its data does. Copy it again from its source. */
  | 'FILE_TRUNCATED'
  /** The file or directory does not exist or may not be read. Check the path and its permissions. */
  | 'FILE_UNREADABLE'
  /** The token lacks the scope that this needs. Use a token with the scope named in the message. */
  | 'FORBIDDEN'
  /** The bytes of the file are of no format that is read here. Convert it to NIfTI, NRRD or MetaImage. */
  | 'FORMAT_UNKNOWN'
  /** Another process holds this home directory. Stop the process named, or choose another VOXSEEK_HOME. */
  | 'HOME_IN_USE'
  /** The rows of the index do not add up to what was to be indexed. Run reconcileIndex. */
  | 'INDEX_INCOMPLETE'
  /** The connected vector server lacks this kind of index or feature. Choose another kind; the message names the server and its version. */
  | 'INDEX_KIND_UNSUPPORTED'
  /** The index is being built or its build failed. Wait for its job, or build it again. */
  | 'INDEX_NOT_READY'
  /** Something unexpected failed; it was logged under the correlation id. Report the correlation id. */
  | 'INTERNAL'
  /** A field of the request has a value outside its range. Correct the field named by `path`. */
  | 'INVALID_INPUT'
  /** The thing is used by others and cannot be deleted. Delete its users, which the message names, first. */
  | 'IN_USE'
  /** The job was cancelled. Start it again; finished parts are kept. */
  | 'JOB_CANCELLED'
  /** The workflow engine runs the job no more: it lost its data, or the workflow was ended there by hand. Start it again; finished parts are kept. */
  | 'JOB_LOST'
  /** The job has already ended. Nothing needs to be done. */
  | 'JOB_NOT_CANCELLABLE'
  /** The encoder has terms that must be read before it is fetched. Read them, then fetch again with `--accept-licence`. */
  | 'LICENCE_NOT_ACCEPTED'
  /** The request is larger than a limit allows. Ask for less, or have the limit raised. */
  | 'LIMIT_EXCEEDED'
  /** A line of the manifest cannot be read. Correct the line named by `path`. */
  | 'MANIFEST_INVALID'
  /** The mask does not have the geometry of its volume. Resample the mask to the grid of the volume. */
  | 'MASK_GEOMETRY_MISMATCH'
  /** The mask has values that are no labels. Store labels as whole numbers from 0 to 65,535. */
  | 'MASK_NOT_INTEGRAL'
  /** The model takes a fixed number of slices above one at a time. Export it with a dynamic first axis, or with a batch of one. */
  | 'MODEL_BATCH_FIXED'
  /** The bytes of the model file are not those of its catalogue entry. Restore the file, or register it as a new revision. */
  | 'MODEL_CHANGED'
  /** The model ended the process that ran it. Export it again, with plainer operators or a lower opset. */
  | 'MODEL_CRASHED'
  /** The model keeps numbers in another file. Save it as one file with all its data inside. */
  | 'MODEL_EXTERNAL_DATA'
  /** The catalogue entry of the model has a missing or contradictory field. Correct the field named by `path`. */
  | 'MODEL_INVALID'
  /** The model gives NaN, infinite or zero vectors, or the same one for unlike slices. Check normalisation and output, and export it again. */
  | 'MODEL_OUTPUT_USELESS'
  /** The model took more memory than it may. Use a smaller model or input, have the limit raised, or start a worker with a higher one. */
  | 'MODEL_OUT_OF_MEMORY'
  /** The runtime cannot load or run the model. Read the message: it names the reason. */
  | 'MODEL_REFUSED'
  /** An input or output of the model has a shape that its entry does not fit. Choose another input, output, size or pooling; the message lists what the graph has. */
  | 'MODEL_SHAPE_UNFIT'
  /** The model took longer for a few slices than it may. Use a smaller model or input, or have the limit raised. */
  | 'MODEL_TIMED_OUT'
  /** An input or output of the model is not float32. Export it with float32 at its borders; inside it may compute as it likes. */
  | 'MODEL_TYPE_UNSUPPORTED'
  /** The model file is not on this machine. Fetch the model, or start a worker that has it. */
  | 'MODEL_UNAVAILABLE'
  /** The file is no ONNX model, or is damaged. Export the model again as one ONNX file. */
  | 'MODEL_UNREADABLE'
  /** The image has NaN or infinite voxels. Replace them by the value of air, −1024 HU. */
  | 'NON_FINITE_VOXELS'
  /** The directory has no file that can be imported. Check the path and the layout. */
  | 'NOTHING_TO_IMPORT'
  /** The image is of another modality than CT. Leave it out: nothing but CT is searched. */
  | 'NOT_CT'
  /** The file is not a DICOM file (PS3.10). Send it as its scanner or archive wrote it; other formats have names of their own. */
  | 'NOT_DICOM'
  /** Nothing with this id can be seen by the token. Check the id and the team of the token. */
  | 'NOT_FOUND'
  /** The file is not a NIfTI-1 or NIfTI-2 file. Convert it to .nii or .nii.gz. */
  | 'NOT_NIFTI'
  /** A volume of the snapshot was deleted. Make a new snapshot. */
  | 'NOT_REPRODUCIBLE'
  /** The image has more or fewer than three dimensions. Export one volume a file. */
  | 'NOT_THREE_DIMENSIONAL'
  /** No worker that listens can do the embedding, or each that could has refused it. Start the worker that the message names, then ask again; docs/workers.md says who takes what. */
  | 'NO_CAPABLE_WORKER'
  /** Stored bytes are not those that were stored. Restore the object that the message names from a backup, or delete what it belongs to and make it again. */
  | 'OBJECT_CORRUPT'
  /** The slices of the series have too many orientations to be stacks. Export the stacks as series of their own. */
  | 'ORIENTATIONS_MIXED'
  /** A part of the local stack did not become ready. Read its log, which the message names. */
  | 'PART_FAILED_TO_START'
  /** The path is outside the directories that imports may read. Move the data, or add the directory to VOXSEEK_IMPORT_ROOTS. */
  | 'PATH_NOT_ALLOWED'
  /** The same voxels are already stored under another patient. Correct the patient key of one of the two. */
  | 'PATIENT_CONFLICT'
  /** A part has no build for this platform. Give the address of a server that runs elsewhere. */
  | 'PLATFORM_UNSUPPORTED'
  /** The configured port is in use. Free the port or configure another; unset means a free one is chosen. */
  | 'PORT_TAKEN'
  /** The scan shows a head or may have text burned in, and this installation refuses such scans. Deface or clean the scan first, or have the operator set VOXSEEK_PRIVACY_POLICY. */
  | 'PRIVACY_REFUSED'
  /** The execution provider that was asked for cannot be used on this machine. Install what the message names, or start a worker that has it; nothing falls back to the processor by itself. */
  | 'PROVIDER_UNAVAILABLE'
  /** A part of the model does not run on the execution provider that was asked for. Embed with it on a worker with another provider; the message names the operators. */
  | 'PROVIDER_UNFIT'
  /** No Python ≥ 3.10 with venv and pip was found. Install Python ≥ 3.10, or set VOXSEEK_PYTHON. */
  | 'PYTHON_MISSING'
  /** The GraphQL document is too deep, too wide or too costly. Ask for fewer fields or smaller pages. */
  | 'QUERY_TOO_COMPLEX'
  /** The uploaded query is past its time to live. Upload it again. */
  | 'QUERY_VOLUME_EXPIRED'
  /** The query volume does not show the region. Choose a region of the volume, or another segmentation. */
  | 'REGION_NOT_SHOWN'
  /** The upload or directory holds several CT series and none was named. Name one by its number in the list of the message, or send them one by one. */
  | 'SERIES_AMBIGUOUS'
  /** The affine of the image cannot be inverted. Correct the directions in the header; of NIfTI, sform and qform. */
  | 'SINGULAR_AFFINE'
  /** Several slices claim the same place and differ. Send one acquisition, phase or reconstruction at a time. */
  | 'SLICES_CONTRADICTORY'
  /** Slices are missing from the series. Export the whole series. */
  | 'SLICES_MISSING'
  /** The slices of the series are shifted against each other and make no grid. Reconstruct the series on one grid. */
  | 'SLICES_SHIFTED'
  /** The distances between the slices of the series differ. Reconstruct or resample the series with even spacing. */
  | 'SLICES_UNEVEN'
  /** The volume has fewer than two axial slices. Import the whole series. */
  | 'TOO_FEW_SLICES'
  /** The request carries no valid token. Send `Authorization: Bearer <token>`. */
  | 'UNAUTHENTICATED'
  /** A label is not in the taxonomy. Correct the taxonomy, or let unknown labels be kept and reported. */
  | 'UNKNOWN_LABEL'
  /** The voxels are of a type that is no CT: RGB, complex or 128-bit. Export the scan as Hounsfield units. */
  | 'UNSUPPORTED_DATATYPE'
  /** The voxels are stored in a way that is not read here. Store them raw or gzip-compressed, in one file. */
  | 'UNSUPPORTED_ENCODING'
  /** The upload URL was used or is past its time. Create a new upload. */
  | 'UPLOAD_EXPIRED'
  /** The bytes received are not those that were announced. Upload the file again. */
  | 'UPLOAD_MISMATCH';

/** The classes that retrieval is judged by. */
export type EvaluationTaxonomy =
  /** 29 coarse classes: left and right, lobes, vertebrae, ribs and the like merged. */
  | 'COARSE_29'
  /** The 104 classes of TotalSegmentator v1. */
  | 'FINE_104';

/** A scan to store. */
export type ImportVolumeInput = {
  /** The data set that it joins. */
  datasetId?: string | number | null | undefined;
  /** Facts of it in the data set; at most 100. */
  labels?: Array<LabelInput>;
  /** A name free of patient data; up to 200 characters. */
  name?: string | null | undefined;
  /** Names the patient within the team; hashed with a key, stored nowhere. Without it the headers of DICOM name the patient; another scan is its own patient. */
  patientKey?: string | null | undefined;
  /** Its label map. */
  segmentation?: SegmentationUploadInput | null | undefined;
  /** Of an upload of DICOM with several series the one to read, by its number in the list that SERIES_AMBIGUOUS gives; ≥ 1. */
  series?: number | null | undefined;
  /** Its split in the data set. */
  split?: Split;
  /** Names the study within the patient; hashed with a key, stored nowhere. Needs `patientKey`. */
  studyKey?: string | null | undefined;
  /** The received upload. */
  uploadId: string | number;
};

/** How far work is. */
export type JobState =
  /** Ended on request; finished parts are kept. */
  | 'CANCELLED'
  /** Ended by an error; asking again begins a new attempt. */
  | 'FAILED'
  /** Accepted; no worker has begun. */
  | 'QUEUED'
  /** A worker is at it. */
  | 'RUNNING'
  /** Done; items may have been skipped. */
  | 'SUCCEEDED';

/** A categorical or ordinal fact of a volume. */
export type LabelInput = {
  /** What is stated, e.g. `tumour`; 1 … 100 characters. */
  name: string;
  /** The value, e.g. `yes`; up to 200 characters, free of patient data. */
  value: string;
};

/** Whether the values of a label have an order. */
export type LabelKind =
  /** They have none. */
  | 'CATEGORICAL'
  /** They have: one was declared, or all are numbers. */
  | 'ORDINAL';

/** A label of volumes, such as `tumour` or `stage`, that is to be told from the volumes found. */
export type LabelTargetInput = {
  /** Its name, as the manifest gives it behind `label:`; 1 … 200 characters. */
  name: string;
  /** Its values, the least first, 2 … 100, which makes it ordinal. Without them it is ordinal by size where all values are numbers, else categorical. */
  order?: Array<string> | null | undefined;
};

/** Where a label map comes from. */
export type ProducerInput = {
  /** Of which sort. */
  kind: ProducerKind;
  /** By name, e.g. that of the model; 1 … 200 characters, free of patient data. */
  name: string;
  /** Its version, where it has one; 1 … 200 characters. */
  version?: string | null | undefined;
};

/** Who or what drew a label map. */
export type ProducerKind =
  /** A generator of virtual patients. */
  | 'GENERATOR'
  /** People. */
  | 'MANUAL'
  /** A segmentation model. */
  | 'MODEL';

/** The slices that a box cuts, in RAS+ mm. */
export type QueryBoxInput = {
  /** [right, anterior, superior] of its greatest corner, in mm. */
  maximum: Array<number>;
  /** [right, anterior, superior] of its least corner, in mm. */
  minimum: Array<number>;
};

/** How much of a slice is compared. */
export type QueryCrop =
  /** The slice cropped in-plane to the bounding box of the region over all slices, with a margin of 10 mm. What is searched is never cropped. */
  | 'BOUNDING_BOX'
  /** The whole slice. */
  | 'NONE';

/** The slices that an uploaded mask shows. */
export type QueryMaskInput = {
  /** Pixels of the canonical grid that the mask needs on a slice, 1 … 1,000,000. */
  minPixels?: number;
  /** The received upload of a NIfTI mask on the grid of the query; every label above 0 counts. */
  uploadId: string | number;
};

/** The slices that show a class. */
export type QueryRegionInput = {
  /** Pixels of the canonical grid that the class needs on a slice, 1 … 1,000,000. */
  minPixels?: number;
  /** A label of the segmentation, or a fine or coarse class. */
  region: string;
  /** The segmentation; the latest without it. */
  segmentationId?: string | number | null | undefined;
};

/** Which slices of the query are compared: at most one of these; all slices without any. */
export type QuerySlicesInput = {
  /** The slices that a box cuts. */
  box?: QueryBoxInput | null | undefined;
  /** The slices that an uploaded mask shows. */
  mask?: QueryMaskInput | null | undefined;
  /** A range of slices. */
  range?: SliceRangeInput | null | undefined;
  /** The slices that show a class. */
  region?: QueryRegionInput | null | undefined;
  /** One slice, from 0. */
  slice?: number | null | undefined;
};

/** What to search with. Exactly one of the two. */
export type QuerySourceInput = {
  /** An uploaded query. */
  queryVolumeId?: string | number | null | undefined;
  /** A stored volume. */
  volumeId?: string | number | null | undefined;
};

/** Whether an uploaded query can be searched with. */
export type QueryVolumeState =
  /** It is being embedded. */
  | 'EMBEDDING'
  /** Its time to live is over and it was erased. */
  | 'EXPIRED'
  /** It cannot; see `error`. */
  | 'FAILED'
  /** It can be searched with. */
  | 'READY'
  /** Its bytes are there. */
  | 'UPLOADED';

/** How candidates are ranked again. */
export type ReRanking =
  /** By the sum, over query slices, of the best similarity to any slice of the volume. */
  | 'LATE_INTERACTION'
  /** Not: the order of stage 1 stays. */
  | 'NONE';

/** An encoder of the team. */
export type RegisterModelInput = {
  /** Its catalogue entry, as those of models/catalogue; a missing field is refused with its path. */
  entry: Record<string, unknown>;
  /** The received upload of its ONNX file. */
  uploadId: string | number;
};

/** Everything that shapes a ranking beside index, query and gallery. */
export type RetrievalConfigInput = {
  /** How slice hits become the score of a volume. */
  aggregation?: Aggregation;
  /** With FIRST: how many, 1 … 10,000. */
  candidateCount?: number | null | undefined;
  /** Which volumes are re-ranked. */
  candidates?: Candidates;
  /** Classes of either taxonomy to ask about; all without it. */
  classes?: Array<string> | null | undefined;
  /** REGION and LOCALIZED: how much of the slices of a query is compared. A cropped query needs embeddings of a recipe that crops, else as that of the index. */
  crop?: QueryCrop;
  /** Slices taken for each query slice, or with a recipe of patches, patches for each patch, 1 … 1,000. */
  k?: number;
  /** VOLUME: judges by this label of volumes in place of what slices show, which needs no segmentation. */
  label?: LabelTargetInput | null | undefined;
  /** τ: the least share of these that shows the region in a localized hit, 0.001 … 1. */
  localizationThreshold?: number;
  /** Pixels that a class needs to count as shown on a slice, 1 … 1,000,000. */
  minPixels?: number;
  /** What is compared. */
  mode: RetrievalMode;
  /** How candidates are ranked again. */
  reRanking?: ReRanking;
  /** Whether slices of a query that are flagged as air are left out. */
  skipFlagged?: boolean;
  /** Thins the slices of a query to be at least so far apart, 0.1 … 1,000 mm, so that thin slices cast no more votes than thick ones; all slices without it. */
  sliceSpacing?: number | null | undefined;
  /** L: distinct supporting slices that say where a match lies, 1 … 1,000. */
  supportingSlices?: number;
};

/** What is compared. */
export type RetrievalMode =
  /** As REGION, judged by where the match lies. */
  | 'LOCALIZED'
  /** The slices that show a class with volumes. */
  | 'REGION'
  /** One slice with slices. */
  | 'SLICE'
  /** All slices of a volume with volumes. */
  | 'VOLUME';

/** What a token may do; each includes those before it. */
export type Scope =
  /** Also read directories of the server, and make and revoke tokens. */
  | 'ADMIN'
  /** Read and search. */
  | 'READ'
  /** Also create, change and delete. */
  | 'WRITE';

/** Volumes that look alike. */
export type SearchVolumesInput = {
  /** How slice hits become the score of a volume. */
  aggregation?: Aggregation;
  /** With FIRST: how many, 1 … 10,000. */
  candidateCount?: number | null | undefined;
  /** Which volumes are re-ranked. */
  candidates?: Candidates;
  /** With slices.region of a stored volume: whether its slices are cropped to the region. They must be embedded by a recipe that crops, else as that of the index. */
  crop?: QueryCrop;
  /** Whether volumes of the patient of the query are left out. */
  excludeSamePatient?: boolean;
  /** Volumes that may be found; applied before the nearest are chosen. */
  filter?: VolumeFilterInput | null | undefined;
  /** Volumes to return, 1 … 100. */
  first?: number;
  /** The index to search. */
  indexId: string | number;
  /** Slices to find for each query slice, or with a recipe of patches, patches for each patch, 1 … 1,000. */
  k?: number;
  /** What to search with. */
  query: QuerySourceInput;
  /** Whether candidates are compared slice by slice. */
  reRanking?: ReRanking;
  /** Which of its slices; all without it. */
  slices?: QuerySlicesInput | null | undefined;
};

/** The label map of an uploaded scan. */
export type SegmentationUploadInput = {
  /** Classes that were looked for. Without it: all of the taxonomy, or where structures have names those that the taxonomy knows. */
  covers?: Array<string> | null | undefined;
  /** Where it comes from; unknown without it. The same label map again takes over what is declared. */
  producer?: ProducerInput | null | undefined;
  /** Which structure is which region, before the built-in table: CSV with the columns `name` and `region`; up to 64,000 characters, free of patient data. */
  structureNames?: string | null | undefined;
  /** What its values or structures stand for. */
  taxonomy: SourceTaxonomy;
  /** The received upload: a label map or named structures, placed as the scan is. */
  uploadId: string | number;
};

/** Slices from one to another, both counted; from 0, in the order of the plane of the index. */
export type SliceRangeInput = {
  /** The lowest, ≥ 0. */
  first: number;
  /** The highest, ≥ `first`. */
  last: number;
};

/** What the values of a label map stand for. */
export type SourceTaxonomy =
  /** One label: lesion. */
  | 'BINARY_LESION'
  /** The 29 coarse classes, in our reading. */
  | 'COARSE_29'
  /** Seven labels of the chest. */
  | 'SLICER_CHEST'
  /** The 104 classes of TotalSegmentator v1. */
  | 'TOTALSEGMENTATOR_V1'
  /** The 117 classes of TotalSegmentator v2. */
  | 'TOTALSEGMENTATOR_V2';

/** The part of a data set that a volume belongs to. */
export type Split =
  /** Not divided. */
  | 'NONE'
  /** For the final figures. */
  | 'TEST'
  /** For training. */
  | 'TRAIN'
  /** For choosing. */
  | 'VALIDATION';

/** A grid: every index with every mode, aggregation, re-ranking and crop (SLICE once, as it has none), and every control with every mode. */
export type StartBenchmarkInput = {
  /** How slice hits become the score of a volume; at least one. */
  aggregations?: Array<Aggregation>;
  /** With FIRST: how many, 1 … 10,000. */
  candidateCount?: number | null | undefined;
  /** Which volumes are re-ranked. */
  candidates?: Candidates;
  /** Classes of either taxonomy to ask about; all without it. */
  classes?: Array<string> | null | undefined;
  /** Controls. PIXELS is an index of the recipe of raw pixels. */
  controls?: Array<Control>;
  /** REGION and LOCALIZED: how much of the slices of a query is compared; at least one. A cropped query needs embeddings of a recipe that crops, else as that of the index. */
  crops?: Array<QueryCrop>;
  /** Indexes FROZEN on the snapshot, 1 … 20. */
  indexIds: Array<string | number>;
  /** Slices taken for each query slice, or with a recipe of patches, patches for each patch, 1 … 1,000. */
  k?: number;
  /** VOLUME is judged by each of these labels of volumes, in place of what slices show; 1 … 20. */
  labels?: Array<LabelTargetInput> | null | undefined;
  /** τ: the least share of these that shows the region in a localized hit, 0.001 … 1. */
  localizationThreshold?: number;
  /** Pixels that a class needs to count as shown on a slice, 1 … 1,000,000. */
  minPixels?: number;
  /** What is compared; at least one. */
  modes: Array<RetrievalMode>;
  /** Its name; 1 … 200 characters. */
  name: string;
  /** How candidates are ranked again; at least one. */
  reRankings?: Array<ReRanking>;
  /** Whether slices of a query that are flagged as air are left out. */
  skipFlagged?: boolean;
  /** Thins the slices of a query to be at least so far apart, 0.1 … 1,000 mm, so that thin slices cast no more votes than thick ones; all slices without it. */
  sliceSpacing?: number | null | undefined;
  /** The snapshot whose volumes are queries and gallery. */
  snapshotId: string | number;
  /** L: distinct supporting slices that say where a match lies, 1 … 1,000. */
  supportingSlices?: number;
};

/** A run over all labelled volumes of a snapshot, leaving out the patient of each query. Exactly one of `indexId` and `control`. */
export type StartRetrievalRunInput = {
  /** The configuration. */
  config: RetrievalConfigInput;
  /** A control in place of an index. */
  control?: Control | null | undefined;
  /** An index FROZEN on the snapshot. */
  indexId?: string | number | null | undefined;
  /** Its name; 1 … 200 characters. */
  name: string;
  /** The snapshot whose volumes are queries and gallery. */
  snapshotId: string | number;
};

/** What a file is. */
export type UploadFormat =
  /** One DICOM file that holds a whole CT series (multi-frame). */
  | 'DICOM'
  /** DICOM RT Structure Set: labels. */
  | 'DICOM_RTSTRUCT'
  /** DICOM Segmentation: labels. */
  | 'DICOM_SEG'
  /** A zip archive with the files of a DICOM CT series; other files in it are passed over. */
  | 'DICOM_ZIP'
  /** MetaImage with its voxels in it, `.mha`: a scan or a label map. */
  | 'METAIMAGE'
  /** NIfTI-1 or -2, `.nii`: a scan or a label map. */
  | 'NIFTI'
  /** The same compressed, `.nii.gz`. */
  | 'NIFTI_GZIP'
  /** NRRD with its voxels in it, `.nrrd`: a scan, a label map or a segmentation of 3D Slicer. */
  | 'NRRD'
  /** An encoder. */
  | 'ONNX';

/** Which volumes are meant; conditions are joined by AND. */
export type VolumeFilterInput = {
  /** In this data set. */
  datasetId?: string | number | null | undefined;
  /** At most this many mm along the body axis (slices × spacing). */
  maxExtent?: number | null | undefined;
  /** Slice spacing of at most this many mm. */
  maxSliceSpacing?: number | null | undefined;
  /** At least this many mm along the body axis (slices × spacing). */
  minExtent?: number | null | undefined;
  /** Slice spacing of at least this many mm. */
  minSliceSpacing?: number | null | undefined;
  /** Of this patient (the pseudonym). */
  patientId?: string | number | null | undefined;
  /** Shows this region: a label of its latest segmentation, or a fine or coarse class, shown by any of its labels. */
  regionPresent?: string | null | undefined;
};

export type CreateDatasetMutationVariables = Exact<{
  name: string;
}>;


export type CreateDatasetMutation = { createDataset: { dataset: { id: string, name: string, volumeCount: number } | null, userErrors: Array<{ code: ErrorCode, message: string, path: string | null }> } };

export type ListVolumesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: VolumeFilterInput | null | undefined;
}>;


export type ListVolumesQuery = { volumes: { totalCount: number, nodes: Array<{ id: string, spacing: Array<number>, sliceCount: number, latestSegmentation: { taxonomy: SourceTaxonomy, regions: Array<{ region: string, firstSlice: number | null, lastSlice: number | null }> } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SearchVolumesQueryVariables = Exact<{
  input: SearchVolumesInput;
}>;


export type SearchVolumesQuery = { searchVolumes: { volumes: Array<{ rank: number, alignmentUrl: string, volume: { id: string }, stage1: { rank: number, score: number } | null, stage2: { rank: number, score: number, mean: number } | null, matches: Array<{ querySlice: number, similarity: number, slice: { index: number } }> }>, index: { generation: number }, times: { total: number } } };

export type SearchEvidenceQueryVariables = Exact<{
  input: SearchVolumesInput;
  label: LabelTargetInput;
  supportingSlices: number;
  threshold: number;
}>;


export type SearchEvidenceQuery = { searchVolumes: { volumes: Array<{ volume: { id: string }, labels: Array<{ name: string, value: string }>, matchedRange: { extentMm: number, share: number, first: { index: number }, last: { index: number } } | null, localization: { ratio: number | null, ceiling: number | null, hit: boolean | null } | null }>, prediction: { vote: string, median: string | null, votes: Array<{ value: string, count: number }> } | null } };

export type ReadLabelFiguresQueryVariables = Exact<{
  id: string | number;
}>;


export type ReadLabelFiguresQuery = { retrievalRun: { state: JobState, config: { label: { name: string, order: Array<string> | null } | null }, metrics: { taxonomies: Array<{ taxonomy: EvaluationTaxonomy }>, label: { label: string, kind: LabelKind, queries: number, patients: number, queriesLeftOut: number, galleryLeftOut: number, unattainable: number, values: Array<{ value: string, queries: number, gallery: number }>, measures: Array<{ measure: string, queries: number, mean: number | null, chance: number | null, lift: number | null, interval: { low: number, high: number } | null }>, predictions: Array<{ neighbours: number, accuracy: number | null, chance: number | null, majority: number | null, balancedAccuracy: number | null, meanAbsoluteError: number | null, confusion: Array<{ actual: string, predicted: string | null, queries: number }> }> } | null } | null } | null };

export type BenchmarkTableQueryVariables = Exact<{
  id: string | number;
}>;


export type BenchmarkTableQuery = { benchmarkRun: { state: JobState, rows: Array<{ run: { name: string, config: { mode: RetrievalMode, aggregation: Aggregation, reRanking: ReRanking } }, coarse: { recallMean: number, recallStd: number, chanceMean: number, liftMean: number | null } | null, fine: { recallMean: number, recallStd: number } | null }> } | null };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { team: { id: string, name: string }, token: { scopes: Array<Scope> } } };

export type CreateUploadMutationVariables = Exact<{
  input: CreateUploadInput;
}>;


export type CreateUploadMutation = { createUpload: { url: string | null, upload: { id: string } | null, userErrors: Array<{ code: ErrorCode, message: string }> } };

export type ImportVolumeMutationVariables = Exact<{
  input: ImportVolumeInput;
}>;


export type ImportVolumeMutation = { importVolume: { job: { id: string } | null, userErrors: Array<{ code: ErrorCode, message: string }> } };

export type RegisterModelMutationVariables = Exact<{
  input: RegisterModelInput;
}>;


export type RegisterModelMutation = { registerModel: { model: { id: string, shared: boolean, entry: Record<string, unknown> } | null, userErrors: Array<{ code: ErrorCode, message: string }> } };

export type CreateQueryVolumeMutationVariables = Exact<{
  input: CreateQueryVolumeInput;
}>;


export type CreateQueryVolumeMutation = { createQueryVolume: { queryVolume: { id: string } | null, job: { id: string } | null, userErrors: Array<{ code: ErrorCode, message: string }> } };

export type ReadQueryVolumeQueryVariables = Exact<{
  id: string | number;
}>;


export type ReadQueryVolumeQuery = { queryVolume: { state: QueryVolumeState, sliceCount: number | null, sameAsVolumeId: string | null } | null };

export type StartRetrievalRunMutationVariables = Exact<{
  input: StartRetrievalRunInput;
}>;


export type StartRetrievalRunMutation = { startRetrievalRun: { retrievalRun: { id: string } | null, job: { id: string } | null, userErrors: Array<{ code: ErrorCode, message: string, path: string | null }> } };

export type ReadRetrievalRunQueryVariables = Exact<{
  id: string | number;
  first: number;
  after?: string | null | undefined;
}>;


export type ReadRetrievalRunQuery = { retrievalRun: { state: JobState, reproducible: boolean, metrics: { queries: number, patients: number, taxonomies: Array<{ taxonomy: EvaluationTaxonomy, recallMean: number, classesWithQueries: number, classes: Array<{ region: string, queries: number, recall: number, chance: number }> }> } | null, results: { totalCount: number, nodes: Array<{ queryVolumeId: string, querySlices: number, ranked: Array<{ volumeId: string, stage1: { score: number } | null }> | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type StartBenchmarkMutationVariables = Exact<{
  input: StartBenchmarkInput;
}>;


export type StartBenchmarkMutation = { startBenchmark: { benchmarkRun: { id: string } | null, job: { id: string } | null, userErrors: Array<{ code: ErrorCode, message: string, path: string | null }> } };


export const CreateDatasetDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateDataset"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createDataset"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"dataset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"volumeCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<CreateDatasetMutation, CreateDatasetMutationVariables>;
export const ListVolumesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ListVolumes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"VolumeFilterInput"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"volumes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"spacing"}},{"kind":"Field","name":{"kind":"Name","value":"sliceCount"}},{"kind":"Field","name":{"kind":"Name","value":"latestSegmentation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taxonomy"}},{"kind":"Field","name":{"kind":"Name","value":"regions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"region"}},{"kind":"Field","name":{"kind":"Name","value":"firstSlice"}},{"kind":"Field","name":{"kind":"Name","value":"lastSlice"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ListVolumesQuery, ListVolumesQueryVariables>;
export const SearchVolumesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SearchVolumes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SearchVolumesInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"searchVolumes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"volumes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rank"}},{"kind":"Field","name":{"kind":"Name","value":"alignmentUrl"}},{"kind":"Field","name":{"kind":"Name","value":"volume"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"stage1"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rank"}},{"kind":"Field","name":{"kind":"Name","value":"score"}}]}},{"kind":"Field","name":{"kind":"Name","value":"stage2"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rank"}},{"kind":"Field","name":{"kind":"Name","value":"score"}},{"kind":"Field","name":{"kind":"Name","value":"mean"}}]}},{"kind":"Field","name":{"kind":"Name","value":"matches"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"querySlice"}},{"kind":"Field","name":{"kind":"Name","value":"similarity"}},{"kind":"Field","name":{"kind":"Name","value":"slice"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"index"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"generation"}}]}},{"kind":"Field","name":{"kind":"Name","value":"times"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}}]}}]}}]}}]} as unknown as DocumentNode<SearchVolumesQuery, SearchVolumesQueryVariables>;
export const SearchEvidenceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SearchEvidence"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SearchVolumesInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"label"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LabelTargetInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"supportingSlices"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"threshold"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Float"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"searchVolumes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"volumes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"volume"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"labels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"matchedRange"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"first"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}}]}},{"kind":"Field","name":{"kind":"Name","value":"last"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}}]}},{"kind":"Field","name":{"kind":"Name","value":"extentMm"}},{"kind":"Field","name":{"kind":"Name","value":"share"}}]}},{"kind":"Field","name":{"kind":"Name","value":"localization"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"supportingSlices"},"value":{"kind":"Variable","name":{"kind":"Name","value":"supportingSlices"}}},{"kind":"Argument","name":{"kind":"Name","value":"threshold"},"value":{"kind":"Variable","name":{"kind":"Name","value":"threshold"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ratio"}},{"kind":"Field","name":{"kind":"Name","value":"ceiling"}},{"kind":"Field","name":{"kind":"Name","value":"hit"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"prediction"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"label"},"value":{"kind":"Variable","name":{"kind":"Name","value":"label"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vote"}},{"kind":"Field","name":{"kind":"Name","value":"median"}},{"kind":"Field","name":{"kind":"Name","value":"votes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]}}]} as unknown as DocumentNode<SearchEvidenceQuery, SearchEvidenceQueryVariables>;
export const ReadLabelFiguresDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReadLabelFigures"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retrievalRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"config"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"order"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"metrics"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taxonomies"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taxonomy"}}]}},{"kind":"Field","name":{"kind":"Name","value":"label"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"queries"}},{"kind":"Field","name":{"kind":"Name","value":"patients"}},{"kind":"Field","name":{"kind":"Name","value":"queriesLeftOut"}},{"kind":"Field","name":{"kind":"Name","value":"galleryLeftOut"}},{"kind":"Field","name":{"kind":"Name","value":"unattainable"}},{"kind":"Field","name":{"kind":"Name","value":"values"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"queries"}},{"kind":"Field","name":{"kind":"Name","value":"gallery"}}]}},{"kind":"Field","name":{"kind":"Name","value":"measures"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"measure"}},{"kind":"Field","name":{"kind":"Name","value":"queries"}},{"kind":"Field","name":{"kind":"Name","value":"mean"}},{"kind":"Field","name":{"kind":"Name","value":"chance"}},{"kind":"Field","name":{"kind":"Name","value":"lift"}},{"kind":"Field","name":{"kind":"Name","value":"interval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"predictions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"neighbours"}},{"kind":"Field","name":{"kind":"Name","value":"accuracy"}},{"kind":"Field","name":{"kind":"Name","value":"chance"}},{"kind":"Field","name":{"kind":"Name","value":"majority"}},{"kind":"Field","name":{"kind":"Name","value":"balancedAccuracy"}},{"kind":"Field","name":{"kind":"Name","value":"meanAbsoluteError"}},{"kind":"Field","name":{"kind":"Name","value":"confusion"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"actual"}},{"kind":"Field","name":{"kind":"Name","value":"predicted"}},{"kind":"Field","name":{"kind":"Name","value":"queries"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<ReadLabelFiguresQuery, ReadLabelFiguresQueryVariables>;
export const BenchmarkTableDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BenchmarkTable"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"benchmarkRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"run"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"config"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"aggregation"}},{"kind":"Field","name":{"kind":"Name","value":"reRanking"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"coarse"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recallMean"}},{"kind":"Field","name":{"kind":"Name","value":"recallStd"}},{"kind":"Field","name":{"kind":"Name","value":"chanceMean"}},{"kind":"Field","name":{"kind":"Name","value":"liftMean"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fine"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recallMean"}},{"kind":"Field","name":{"kind":"Name","value":"recallStd"}}]}}]}}]}}]}}]} as unknown as DocumentNode<BenchmarkTableQuery, BenchmarkTableQueryVariables>;
export const ViewerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"team"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"token"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scopes"}}]}}]}}]}}]} as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;
export const CreateUploadDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateUpload"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateUploadInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createUpload"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upload"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateUploadMutation, CreateUploadMutationVariables>;
export const ImportVolumeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ImportVolume"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ImportVolumeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"importVolume"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ImportVolumeMutation, ImportVolumeMutationVariables>;
export const RegisterModelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RegisterModel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RegisterModelInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"registerModel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"model"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"shared"}},{"kind":"Field","name":{"kind":"Name","value":"entry"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<RegisterModelMutation, RegisterModelMutationVariables>;
export const CreateQueryVolumeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateQueryVolume"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateQueryVolumeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createQueryVolume"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"queryVolume"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateQueryVolumeMutation, CreateQueryVolumeMutationVariables>;
export const ReadQueryVolumeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReadQueryVolume"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"queryVolume"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"sliceCount"}},{"kind":"Field","name":{"kind":"Name","value":"sameAsVolumeId"}}]}}]}}]} as unknown as DocumentNode<ReadQueryVolumeQuery, ReadQueryVolumeQueryVariables>;
export const StartRetrievalRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartRetrievalRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartRetrievalRunInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startRetrievalRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retrievalRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<StartRetrievalRunMutation, StartRetrievalRunMutationVariables>;
export const ReadRetrievalRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReadRetrievalRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retrievalRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"reproducible"}},{"kind":"Field","name":{"kind":"Name","value":"metrics"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"queries"}},{"kind":"Field","name":{"kind":"Name","value":"patients"}},{"kind":"Field","name":{"kind":"Name","value":"taxonomies"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taxonomy"}},{"kind":"Field","name":{"kind":"Name","value":"recallMean"}},{"kind":"Field","name":{"kind":"Name","value":"classesWithQueries"}},{"kind":"Field","name":{"kind":"Name","value":"classes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"region"}},{"kind":"Field","name":{"kind":"Name","value":"queries"}},{"kind":"Field","name":{"kind":"Name","value":"recall"}},{"kind":"Field","name":{"kind":"Name","value":"chance"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"results"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"queryVolumeId"}},{"kind":"Field","name":{"kind":"Name","value":"querySlices"}},{"kind":"Field","name":{"kind":"Name","value":"ranked"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"volumeId"}},{"kind":"Field","name":{"kind":"Name","value":"stage1"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"score"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ReadRetrievalRunQuery, ReadRetrievalRunQueryVariables>;
export const StartBenchmarkDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartBenchmark"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartBenchmarkInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startBenchmark"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"benchmarkRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<StartBenchmarkMutation, StartBenchmarkMutationVariables>;