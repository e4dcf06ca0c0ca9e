import { isPrivate, READ_ATTRIBUTES } from './attributes.js';

/** One attribute that files had and that is not kept. */
export interface RemovedAttribute {
  /** `(gggg,eeee)`. */
  readonly tag: string;
  /** Of the standard's dictionary; null for a tag that it does not have. */
  readonly keyword: string | null;
  /** How many of the files had it, at any depth. */
  readonly files: number;
}

/** What was left behind of the headers of a series; names and counts, never values. */
export interface RemovalReport {
  readonly files: number;
  /** By tag, private ones apart. */
  readonly removed: readonly RemovedAttribute[];
  /** Elements of private groups, over all files and depths; their tags are a manufacturer's own and are not listed. */
  readonly privateElements: number;
}

/** The tags of a header and of the sequences in it; the part of a parsed data set that counting needs. */
export interface TagTree {
  tags(): readonly number[];
  /** The items of a sequence; empty for what is none. */
  items(tag: number): readonly TagTree[];
}

export const NOTHING_REMOVED: RemovalReport = { files: 0, removed: [], privateElements: 0 };

export const tagText = (tag: number): string => {
  const hex = (tag >>> 0).toString(16).padStart(8, '0');
  return `(${hex.slice(0, 4)},${hex.slice(4)})`;
};

/** The values of these are in nothing that is stored, though the import looks at them. */
const isDropped = (tag: number): boolean => {
  const use = READ_ATTRIBUTES.get(tag)?.use;
  return use !== 'VOXELS' && use !== 'GEOMETRY' && use !== 'FACT';
};

function collect(tree: TagTree, into: Set<number>): number {
  let privateElements = 0;
  for (const tag of tree.tags()) {
    if (isPrivate(tag)) privateElements += 1;
    else if (isDropped(tag)) into.add(tag);
    for (const item of tree.items(tag)) privateElements += collect(item, into);
  }
  return privateElements;
}

/** Counts what the headers of a series have and the volume made of them does not. */
export function createRemovalCount(keywordOf: (tag: number) => string | null): { add(header: TagTree): void; report(): RemovalReport } {
  const counts = new Map<number, number>();
  let [files, privateElements] = [0, 0];
  return {
    add(header) {
      const tags = new Set<number>();
      privateElements += collect(header, tags);
      files += 1;
      for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    },
    report: () => ({
      files,
      privateElements,
      removed: [...counts].sort(([a], [b]) => a - b).map(([tag, having]) => ({ tag: tagText(tag), keyword: keywordOf(tag), files: having })),
    }),
  };
}

/** The reports of several volumes as one. */
export function addReports(reports: readonly RemovalReport[]): RemovalReport {
  const counts = new Map<string, RemovedAttribute>();
  for (const { removed } of reports) for (const one of removed) counts.set(one.tag, { ...one, files: one.files + (counts.get(one.tag)?.files ?? 0) });
  return {
    files: reports.reduce((sum, { files }) => sum + files, 0),
    privateElements: reports.reduce((sum, report) => sum + report.privateElements, 0),
    removed: [...counts.values()].sort((a, b) => (a.tag < b.tag ? -1 : 1)),
  };
}
