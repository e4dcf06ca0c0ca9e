import { codedNames } from '../../../domain/anatomy/coded-names.js';
import type { CodedConcept } from '../../../domain/anatomy/coded-names.js';
import type { Dataset } from '../dataset/dataset.js';
import { TAG } from '../dataset/tags.js';

function conceptOf(item: Dataset | null): CodedConcept | null {
  const [scheme, value] = [item?.text(TAG.CodingSchemeDesignator) ?? null, item?.text(TAG.CodeValue) ?? null];
  return scheme === null || value === null ? null : { scheme, value, meaning: item?.text(TAG.CodeMeaning) ?? '' };
}

/** What an item calls the thing that it codes, with the first of its modifiers. */
export function namesOfCode(concept: Dataset | null, modifier: Dataset | null): readonly string[] {
  const coded = conceptOf(concept);
  return coded === null ? [] : codedNames(coded, conceptOf(modifier));
}
