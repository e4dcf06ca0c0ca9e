import { builtInBenchmark } from '../../services/benchmarks/built-in/built-in.js';
import type { BenchmarkDocument, WrittenBenchmark } from '../../services/benchmarks/document/benchmark-document.js';
import { parseDocument } from '../../services/benchmarks/document/parse-document.js';
import { exactlyOne } from '../exactly-one.js';
import type { RunBenchmarkInput, VolumeSetInput } from './benchmark-run.input.js';

/** The document that was sent, or that of the ready-made benchmark. Throws INVALID_INPUT with the place in it. */
export function documentOf({ document, builtIn }: RunBenchmarkInput): BenchmarkDocument {
  exactlyOne('input', { document, builtIn });
  if (builtIn == null) return parseDocument(document ?? '');
  return builtInBenchmark(builtIn.name, {
    gallery: setOf(builtIn.gallery),
    queries: builtIn.queries == null ? null : setOf(builtIn.queries),
    encoders: builtIn.encoders.map((model) => ({ model })),
  });
}

function setOf({ dataset, splits }: VolumeSetInput): WrittenBenchmark['gallery'] {
  return { dataset, ...(splits == null ? {} : { splits }) };
}
