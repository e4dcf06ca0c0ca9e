import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { DicomWebQuery, QueryKey } from '../../domain/dicomweb/query.js';
import { isUid, QUERY_KEYS } from '../../domain/dicomweb/query.js';
import type { FoundSeries } from '../../services/ports/dicomweb.js';
import { malformed } from './failures.js';
import { bodyOf } from './request.js';

const TAGS = { studyInstanceUid: '0020000D', seriesInstanceUid: '0020000E', modality: '00080060', instances: '00201209' } as const;
const LARGEST_ANSWER = 64 << 20;

const element = z.object({ Value: z.array(z.unknown()).optional() });
const dataset = z.record(z.string(), element.catch({}));
type Dataset = z.output<typeof dataset>;

/** The parameters of one level of a query; `fuzzymatching` is left to the server, which by default has none. */
export function parametersOf(query: DicomWebQuery, level: 'STUDY' | 'SERIES'): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (QUERY_KEYS[key as QueryKey] === level) parameters.set(key, value);
  return parameters;
}

/** Reads an answer of QIDO-RS; 204 is an empty one. Throws DICOMWEB_RESPONSE_INVALID, and BrokenOff. */
export async function readDatasets(server: string, answer: IncomingMessage): Promise<readonly Dataset[]> {
  if (answer.statusCode === 204) {
    answer.resume();
    return [];
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of bodyOf(answer)) {
    bytes += chunk.length;
    if (bytes > LARGEST_ANSWER) throw malformed(server, `a list is larger than ${LARGEST_ANSWER} bytes`);
    chunks.push(chunk);
  }
  if (bytes === 0) return [];
  try {
    return z.array(dataset).parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  } catch {
    throw malformed(server, 'a list is not DICOM JSON');
  }
}

function first(data: Dataset, tag: string): unknown {
  return data[tag]?.Value?.[0];
}

export function studyUidOf(server: string, data: Dataset): string {
  const uid = first(data, TAGS.studyInstanceUid);
  if (typeof uid !== 'string' || !isUid(uid)) throw malformed(server, 'a study has no valid UID');
  return uid;
}

/** A series of the study if it is CT; null for another modality. Throws DICOMWEB_RESPONSE_INVALID. */
export function ctSeriesOf(server: string, studyInstanceUid: string, data: Dataset): FoundSeries | null {
  if (first(data, TAGS.modality) !== 'CT') return null;
  const seriesInstanceUid = first(data, TAGS.seriesInstanceUid);
  if (typeof seriesInstanceUid !== 'string' || !isUid(seriesInstanceUid)) throw malformed(server, 'a series has no valid UID');
  // Some servers write numbers as texts.
  const instances = Number(first(data, TAGS.instances) ?? Number.NaN);
  return { studyInstanceUid, seriesInstanceUid, instances: Number.isInteger(instances) && instances >= 0 ? instances : null };
}
