import { YAMLParseError, parse } from 'yaml';
import type { z } from 'zod';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { benchmarkDocument } from './benchmark-document.js';
import type { BenchmarkDocument } from './benchmark-document.js';

const MOST_CHARACTERS = 100_000;
const MOST_NAMED = 5;

/** Reads a document written in YAML or JSON. Throws INVALID_INPUT with the place of the first fault as its path, and names up to five. */
export function parseDocument(text: string): BenchmarkDocument {
  if (text.length > MOST_CHARACTERS) {
    throw new VoxseekError('LIMIT_EXCEEDED', `The document has ${text.length} characters; ${MOST_CHARACTERS} are read.`, { path: 'document' });
  }
  return checkDocument(readYaml(text));
}

/** The same for a document that is data already. */
export function checkDocument(value: unknown): BenchmarkDocument {
  const parsed = benchmarkDocument.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => ({ place: placeOf(issue), message: issue.message }));
  const named = faults.slice(0, MOST_NAMED).map(({ place, message }) => `${place}: ${message}`);
  const more = faults.length > MOST_NAMED ? ` (and ${faults.length - MOST_NAMED} more)` : '';
  throw new VoxseekError('INVALID_INPUT', `The benchmark is not valid. ${named.join('; ')}${more}.`, { path: faults[0]?.place ?? 'document' });
}

function readYaml(text: string): unknown {
  try {
    // Aliases are bounded: a small text must not become a large document.
    return parse(text, { maxAliasCount: 100 }) as unknown;
  } catch (error) {
    const line = error instanceof YAMLParseError ? error.linePos?.[0].line : undefined;
    const where = line === undefined ? 'document' : `line ${line}`;
    throw new VoxseekError('INVALID_INPUT', `The document is neither YAML nor JSON: ${where}.`, { path: where, cause: error });
  }
}

/** `gallery.splits.0`; for a field that must not be there, the field. */
function placeOf(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') return [...path, issue.keys[0] ?? ''].join('.');
  return path.length === 0 ? 'document' : path.join('.');
}
