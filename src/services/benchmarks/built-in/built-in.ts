import type { BenchmarkDocument, WrittenBenchmark } from '../document/benchmark-document.js';
import { checkDocument } from '../document/parse-document.js';
import { candidates } from './candidates.js';
import { families } from './families.js';
import { indexes } from './indexes.js';
import { paper } from './paper.js';
import { recipes } from './recipes.js';
import { robustness } from './robustness.js';
import { smoke } from './smoke.js';

/** What a built-in benchmark is to be measured on. */
export interface BuiltInRequest {
  readonly gallery: WrittenBenchmark['gallery'];
  /** Null: the gallery is asked about itself, each patient left out in turn. */
  readonly queries: WrittenBenchmark['gallery'] | null;
  readonly encoders: WrittenBenchmark['encoders'];
}

/** A benchmark that is made for the data and encoders at hand. */
export type BuiltIn = (request: BuiltInRequest) => WrittenBenchmark;

const BUILT_IN = { paper, families, candidates, indexes, recipes, robustness, smoke } as const satisfies Record<string, BuiltIn>;

export type BuiltInName = keyof typeof BUILT_IN;
export const BUILT_IN_NAMES = Object.keys(BUILT_IN) as readonly BuiltInName[];

export function builtInBenchmark(name: BuiltInName, request: BuiltInRequest): BenchmarkDocument {
  return checkDocument(BUILT_IN[name](request));
}
