import type { WrittenBenchmark } from '../document/benchmark-document.js';
import type { BuiltInRequest } from './built-in.js';

/** The sets and encoders that were asked for; with none left to be asked about, each patient is left out in turn. */
export function setsOf({ gallery, queries, encoders }: BuiltInRequest): Pick<WrittenBenchmark, 'version' | 'gallery' | 'queries' | 'encoders'> {
  return { version: 1, gallery, ...(queries === null ? {} : { queries }), encoders };
}
