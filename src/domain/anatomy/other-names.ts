/** A label of another vocabulary and the coarse class that we read it as; null where none of the 29 fits. */
export interface Reading {
  readonly label: string;
  readonly coarse: string | null;
  /** Every one of these is a reading of ours, not a statement of the label's author. */
  readonly readBy: 'VOXSEEK';
}

const ours = (label: string, coarse: string | null): Reading => ({ label, coarse, readBy: 'VOXSEEK' });

/** The seven segments of slicerio's CTChest4, by label value from 1. `tissue` is everything else within the body. */
export const SLICER_CHEST: readonly Reading[] = [
  ours('ribs', 'rib'),
  ours('cervical vertebral column', 'vertebrae'),
  ours('thoracic vertebral column', 'vertebrae'),
  ours('lumbar vertebral column', 'vertebrae'),
  ours('right lung', 'lung'),
  ours('left lung', 'lung'),
  ours('tissue', null),
];

/**
 * Names that masks of coarse structures also go by, in lower case with spaces for underscores and hyphens. Used where the
 * taxonomy is `COARSE_29`; a name that is in no list stays unknown.
 */
export const OTHER_NAMES: readonly Reading[] = [
  ours('adrenal', 'adrenal_gland'),
  ours('adrenals', 'adrenal_gland'),
  ours('adrenal glands', 'adrenal_gland'),
  ours('bladder', 'urinary_bladder'),
  ours('clavicle', 'clavicula'),
  ours('clavicles', 'clavicula'),
  ours('femurs', 'femur'),
  ours('gluteal muscles', 'gluteus'),
  ours('great vessels', 'great_vessels'),
  ours('hips', 'hip'),
  ours('humeri', 'humerus'),
  ours('kidneys', 'kidney'),
  ours('lungs', 'lung'),
  ours('oesophagus', 'esophagus'),
  ours('ribs', 'rib'),
  ours('scapulae', 'scapula'),
  ours('small intestine', 'small_bowel'),
  ours('spine', 'vertebrae'),
  ours('vertebra', 'vertebrae'),
  ours('vertebral column', 'vertebrae'),
];

/** The one label of a lesion mask; it is no anatomy and maps to no evaluation class. */
export const BINARY_LESION: readonly string[] = ['lesion'];
