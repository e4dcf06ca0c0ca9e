import { READ_ATTRIBUTES } from '../../../domain/deidentification/attributes.js';
import type { PrivacyFlag } from '../../../domain/deidentification/flags.js';
import { flagsOfHeader } from '../../../domain/deidentification/flags.js';
import type { HeaderFacts } from '../../../domain/deidentification/header-facts.js';
import { factOf } from '../../../domain/deidentification/header-facts.js';
import { createRemovalCount } from '../../../domain/deidentification/removal-report.js';
import type { TagTree } from '../../../domain/deidentification/removal-report.js';
import { isVoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { Dataset } from '../dataset/dataset.js';
import { isSequenceTag, keywordOf } from './dictionary.js';

const TAGS = new Map([...READ_ATTRIBUTES].map(([tag, { keyword }]) => [keyword, tag]));
const LARGEST_KILOVOLTAGE = 1_000;
const LARGEST_THICKNESS_MM = 1_000;

function tagOf(keyword: string): number {
  const tag = TAGS.get(keyword);
  if (tag === undefined) throw new Error(`${keyword} is not among the attributes that may be read`);
  return tag;
}

function treeOf(dataset: Dataset): TagTree {
  return { tags: () => dataset.tags(), items: (tag) => (isSequence(dataset, tag) ? itemsOf(dataset, tag) : []) };
}

/** A sequence that nobody needs may be broken without harm: it is dropped all the same. */
function itemsOf(dataset: Dataset, tag: number): readonly TagTree[] {
  try {
    return dataset.items(tag).map(treeOf);
  } catch (error) {
    if (isVoxseekError(error)) return [];
    throw error;
  }
}

/** By the file where it says, else by the dictionary; a private element of unknown representation is not looked into. */
function isSequence(dataset: Dataset, tag: number): boolean {
  const vr = dataset.element(tag)?.vr ?? null;
  return vr === null ? isSequenceTag(tag) : vr === 'SQ';
}

function flagsOf(dataset: Dataset): readonly PrivacyFlag[] {
  const text = (keyword: string): string | null => dataset.text(tagOf(keyword));
  return flagsOfHeader({
    sopClassUid: text('SOPClassUID'),
    imageType: dataset.texts(tagOf('ImageType')),
    conversionType: text('ConversionType'),
    burnedInAnnotation: text('BurnedInAnnotation'),
    recognizableVisualFeatures: text('RecognizableVisualFeatures'),
    bodyPartExamined: text('BodyPartExamined'),
    descriptions: ['StudyDescription', 'SeriesDescription', 'ProtocolName'].flatMap((keyword) => text(keyword) ?? []),
  });
}

/** Gathers, from the headers of a series as they are read, what is kept of them and what is not. The first file that says something speaks for all; a flag of any file is one of the series. */
export function collectHeaders(): { add(dataset: Dataset): void; facts(): HeaderFacts } {
  const count = createRemovalCount(keywordOf);
  const texts = new Map<string, string>();
  const flags = new Set<PrivacyFlag>();
  const said = (keyword: string): string | null => texts.get(keyword) ?? null;
  return {
    add(dataset) {
      count.add(treeOf(dataset));
      for (const flag of flagsOf(dataset)) flags.add(flag);
      for (const keyword of ['StudyInstanceUID', 'SeriesInstanceUID', 'StudyDate', 'KVP', 'SliceThickness']) {
        const text = texts.has(keyword) ? null : dataset.text(tagOf(keyword));
        if (text !== null) texts.set(keyword, text);
      }
    },
    facts: () => ({
      studyInstanceUid: said('StudyInstanceUID'),
      seriesInstanceUid: said('SeriesInstanceUID'),
      studyDate: said('StudyDate'),
      kilovoltage: factOf(said('KVP'), LARGEST_KILOVOLTAGE),
      sliceThickness: factOf(said('SliceThickness'), LARGEST_THICKNESS_MM),
      flags: [...flags].sort(),
      removal: count.report(),
    }),
  };
}
