import { basename, join } from 'node:path';
import { valueOfLabel } from '../../domain/anatomy/labels.js';
import type { SourceTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { ImportSource } from '../ports/import-source.js';
import type { Producer } from '../ports/records.js';
import type { LabelSource } from './ingest-service.js';

const IMAGE = /\.(?:nii(?:\.gz)?|nrrd|nhdr|mha|mhd)$/iu;

export const isNifti = (name: string): boolean => /\.nii(?:\.gz)?$/iu.test(name);

/** Whether a file by its name is an image of a format that is read. Voxels beside a header (`.raw`, `.zraw`) are none by themselves. */
export const isImage = (name: string): boolean => IMAGE.test(name);

/** Whether a file by its name is an image and no segmentation. */
export const isScan = (name: string): boolean => isImage(name) && !/\.seg\.(?:nrrd|nhdr)$/iu.test(name);

export const withoutExtension = (name: string): string => basename(name).replace(IMAGE, '');

/** Who made the masks of the TotalSegmentator layout, where no manifest says otherwise. */
export const TOTALSEGMENTATOR: Producer = { kind: 'MODEL', name: 'TotalSegmentator', version: null };

/** v1 if a mask bears a name that v1 alone has and none a name that v2 alone has; else v2. */
export function taxonomyOfMasks(names: readonly string[]): SourceTaxonomy {
  const has = (taxonomy: SourceTaxonomy, name: string): boolean => valueOfLabel(taxonomy, name) !== null;
  const only = (one: SourceTaxonomy, other: SourceTaxonomy): boolean => names.some((name) => has(one, name) && !has(other, name));
  const v1 = only('TOTALSEGMENTATOR_V1', 'TOTALSEGMENTATOR_V2') && !only('TOTALSEGMENTATOR_V2', 'TOTALSEGMENTATOR_V1');
  return v1 ? 'TOTALSEGMENTATOR_V1' : 'TOTALSEGMENTATOR_V2';
}

/** The labels beside a CT in the TotalSegmentator layout: `segmentations/` with one mask a structure, or one label map. */
export async function labelsBeside(source: ImportSource, directory: string): Promise<LabelSource | null> {
  const masks = join(directory, 'segmentations');
  if ((await source.kindOf(masks)) === 'DIRECTORY') {
    const names = (await source.list(masks)).filter(({ name }) => isNifti(name)).map(({ name }) => withoutExtension(name));
    return names.length === 0 ? null : { kind: 'MASK_DIRECTORY', path: masks, taxonomy: taxonomyOfMasks(names) };
  }
  for (const name of ['segmentations.nii.gz', 'segmentations.nii']) {
    const path = join(directory, name);
    if ((await source.kindOf(path)) === 'FILE') return { kind: 'LABEL_MAP', path, taxonomy: 'TOTALSEGMENTATOR_V2' };
  }
  return null;
}
