import { codedNames } from '../../domain/anatomy/coded-names.js';
import type { CodedConcept } from '../../domain/anatomy/coded-names.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { textOf } from './fields.js';
import type { NrrdFields } from './fields.js';

/** One segment as the header of a `.seg.nrrd` describes it. */
export interface SegmentEntry {
  readonly names: readonly string[];
  readonly layer: number;
  readonly value: number;
}

const KEY = /^Segment(?<number>\d{1,5})_(?<field>[A-Za-z]+)$/u;

function conceptOf(text: string | undefined): CodedConcept | null {
  const [scheme = '', value = '', meaning = ''] = (text ?? '').split('^');
  return scheme === '' || value === '' ? null : { scheme, value, meaning };
}

/** Type and side of the entry of a terminology, `list~category~type~side~…`. */
function terms(tags: string): readonly string[] {
  const entry = tags.split('|').find((tag) => tag.startsWith('TerminologyEntry:'))?.slice('TerminologyEntry:'.length);
  const [, , type, side] = (entry ?? '').split('~');
  const concept = conceptOf(type);
  return concept === null ? [] : codedNames(concept, conceptOf(side));
}

/** The segments of a header, in their order; none where it describes no segmentation. Throws FILE_CORRUPT. */
export function segmentsOf(pairs: NrrdFields['pairs'], layers: number): readonly SegmentEntry[] {
  const described = new Map<number, Map<string, string>>();
  for (const [key, value] of pairs) {
    const groups = KEY.exec(key)?.groups;
    if (groups?.number === undefined || groups.field === undefined) continue;
    const segment = Number(groups.number);
    described.set(segment, (described.get(segment) ?? new Map<string, string>()).set(groups.field, textOf(value)));
  }
  const ordered = [...described].sort(([a], [b]) => a - b);
  return ordered.map(([number, fields], index) => {
    // Before layers could hold several segments each had a layer of its own, with 1 within it.
    const layer = Number(fields.get('Layer') ?? (layers === 1 ? 0 : index));
    const value = Number(fields.get('LabelValue') ?? 1);
    if (!Number.isInteger(layer) || layer < 0 || layer >= layers || !Number.isInteger(value) || value < 1 || value > 65_535) {
      throw new VoxseekError('FILE_CORRUPT', `Segment ${number} of the header has a layer or label value that no voxel can have.`);
    }
    const name = fields.get('Name');
    return { names: [...(name === undefined ? [] : [name]), ...terms(fields.get('Tags') ?? '')], layer, value };
  });
}
