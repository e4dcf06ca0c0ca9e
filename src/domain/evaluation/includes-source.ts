/** Whether weights learned from a collection of data: KNOWN if it is among those that are named, NOT_KNOWN if all are named and it is not. */
export type SourceInclusion = 'KNOWN' | 'NOT_KNOWN' | 'NOT_STATED';

/** `TotalSegmentator` and `total-segmentator` are the same; `TotalSegmentator v2` is another. Null where not all collections are named. */
export function includesSource(collections: readonly string[] | null, source: string): SourceInclusion {
  const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/gu, '');
  if (collections === null || plain(source) === '') return 'NOT_STATED';
  return collections.some((name) => plain(name) === plain(source)) ? 'KNOWN' : 'NOT_KNOWN';
}

export function inclusionText(inclusion: SourceInclusion, source: string): string {
  switch (inclusion) {
    case 'KNOWN':
      return `learned from "${source}", which is asked about`;
    case 'NOT_KNOWN':
      return `not known to have learned from "${source}"`;
    case 'NOT_STATED':
      return `not stated whether it learned from "${source}"`;
  }
}
