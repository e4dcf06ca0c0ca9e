import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TeamId } from '../../domain/ids.js';
import type { AlignmentRequest } from '../../services/evidence/alignment-service.js';
import { writeRanges } from './slice-ranges.js';

const LIFETIME_S = 3_600;
const PATH = '/alignments.svg';

const asked = ({ indexId, source, querySlices, croppedTo, volumeId }: AlignmentRequest): Readonly<Record<string, string>> => ({
  index: indexId,
  query: source.kind === 'VOLUME' ? source.volumeId : source.queryVolumeId,
  slices: writeRanges(querySlices),
  ...(croppedTo === null ? {} : { region: croppedTo.region, segmentation: croppedTo.segmentationId }),
  volume: volumeId,
});

function signatureOf(key: Uint8Array, team: string, request: Readonly<Record<string, string>>, expires: string): Buffer {
  const { index, query, slices, region, segmentation, volume } = request;
  return createHmac('sha256', key).update(JSON.stringify(['alignment', team, index, query, slices, region, segmentation, volume, expires])).digest();
}

/** The address of the picture of a comparison, good for an hour to who has it. */
export function signAlignment(key: Uint8Array, team: TeamId, request: AlignmentRequest, nowMs: number): string {
  const expires = String(Math.ceil(nowMs / 1_000) + LIFETIME_S);
  const parameters = asked(request);
  return `${PATH}?${new URLSearchParams({ ...parameters, team, expires, signature: signatureOf(key, team, parameters, expires).toString('base64url') }).toString()}`;
}

/** Whether the parameters of an address are as they were signed, and not past their time. */
export function isSignedAlignment(key: Uint8Array, query: Readonly<Record<string, string>>, nowMs: number): boolean {
  const expected = signatureOf(key, query.team ?? '', query, query.expires ?? '');
  const given = Buffer.from(query.signature ?? '', 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected) && Number(query.expires) * 1_000 > nowMs;
}
