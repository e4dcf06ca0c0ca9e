import type { ErrorCode } from '../../../domain/errors/error-codes.js';
import type { Dataset } from '../dataset/dataset.js';
import type { DicomFile } from '../dataset/dicom-file.js';
import { TAG } from '../dataset/tags.js';

/** What a DICOM object is to an import. */
export type ObjectKind =
  | { readonly kind: 'CT_SLICE' }
  | { readonly kind: 'CT_MULTI_FRAME' }
  | { readonly kind: 'REFUSED'; readonly code: ErrorCode; readonly message: string };

const STORAGE = '1.2.840.10008.5.1.4.1.1.';
const CT_SLICE = `${STORAGE}2`;
/** Enhanced CT, and CT converted from single slices. */
const CT_MULTI_FRAME: ReadonlySet<string> = new Set([`${STORAGE}2.1`, `${STORAGE}2.2`]);

/** Objects that hold no image, by the beginning of their SOP class. */
const NO_IMAGE: readonly (readonly [prefix: string, what: string])[] = [
  ['1.2.840.10008.1.3.10', 'a directory of files (DICOMDIR)'],
  [`${STORAGE}88.`, 'a structured report'],
  [`${STORAGE}11.`, 'a presentation state'],
  [`${STORAGE}104.`, 'an encapsulated document'],
  [`${STORAGE}66.4`, 'a segmentation'],
  [`${STORAGE}66.5`, 'a surface segmentation'],
  [`${STORAGE}66`, 'a registration or raw data'],
  [`${STORAGE}481.2`, 'a radiotherapy dose'],
  [`${STORAGE}481.3`, 'a set of radiotherapy structures'],
  [`${STORAGE}481.5`, 'a radiotherapy plan'],
  [`${STORAGE}481.`, 'a radiotherapy object'],
  [`${STORAGE}67`, 'a map of real-world values'],
];

const SECONDARY_CAPTURE = `${STORAGE}7`;

const refused = (code: ErrorCode, message: string): ObjectKind => ({ kind: 'REFUSED', code, message });

const startsWith = (uid: string, prefix: string): boolean => uid === prefix || uid.startsWith(prefix.endsWith('.') ? prefix : `${prefix}.`);

function isLocalizer(dataset: Dataset): boolean {
  return dataset.texts(TAG.ImageType)[2] === 'LOCALIZER';
}

/** Says of an object by its SOP class, modality and image type whether it holds CT slices; if not, what it is instead. */
export function classifyObject({ dataset, mediaClass }: DicomFile): ObjectKind {
  const sopClass = dataset.text(TAG.SOPClassUID) ?? mediaClass ?? '';
  const noImage = NO_IMAGE.find(([prefix]) => startsWith(sopClass, prefix));
  if (noImage !== undefined) return refused('DICOM_NO_IMAGE', `The object is ${noImage[1]}.`);
  if (startsWith(sopClass, SECONDARY_CAPTURE)) return refused('DICOM_SECONDARY_CAPTURE', 'The object is a secondary capture: a picture of a screen or film, without Hounsfield units.');
  const isSlice = sopClass === CT_SLICE;
  if (!isSlice && !CT_MULTI_FRAME.has(sopClass)) {
    return dataset.has(TAG.Rows) ? refused('DICOM_NOT_CT', 'The object is an image of another modality than CT.') : refused('DICOM_NO_IMAGE', 'The object holds no image.');
  }
  if (dataset.text(TAG.Modality) !== 'CT') return refused('DICOM_NOT_CT', 'The object states another modality than CT.');
  if (!dataset.has(TAG.PixelData)) return refused('DICOM_NO_IMAGE', 'The object holds no pixels.');
  if (isLocalizer(dataset)) return refused('DICOM_LOCALIZER', 'The image is a localizer (scout, topogram).');
  return { kind: isSlice ? 'CT_SLICE' : 'CT_MULTI_FRAME' };
}
