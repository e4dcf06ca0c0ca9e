import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Plane } from '../../domain/geometry/planes.js';
import type { TeamId, VolumeId } from '../../domain/ids.js';

/** What a thumbnail shows: a slice under a window in Hounsfield units. */
export interface ThumbnailRequest {
  readonly volumeId: VolumeId;
  readonly plane: Plane;
  readonly slice: number;
  readonly center: number;
  readonly width: number;
  /** Pixels of the longer edge. */
  readonly size: number;
}

const LIFETIME_S = 3_600;

const pathOf = ({ volumeId, slice }: ThumbnailRequest): string => `/volumes/${volumeId}/slices/${slice}.png`;

/** Axial slices are what an address without a plane shows. */
const planeOf = ({ plane }: ThumbnailRequest): readonly string[] => (plane === 'AXIAL' ? [] : [plane.toLowerCase()]);

function signatureOf(key: Uint8Array, team: TeamId, request: ThumbnailRequest, expires: number): Buffer {
  const text = ['thumbnail', team, pathOf(request), request.center, request.width, request.size, ...planeOf(request), expires].join('\n');
  return createHmac('sha256', key).update(text).digest();
}

/** The address of a thumbnail, good for an hour to who has it, so that a page can show it without a token. */
export function signThumbnail(key: Uint8Array, team: TeamId, request: ThumbnailRequest, nowMs: number): string {
  // Rounded up to a quarter of the lifetime, so that a page that asks again gets the same address and its cache holds.
  const step = LIFETIME_S / 4;
  const expires = (Math.ceil(nowMs / 1_000 / step) + 4) * step;
  const query = new URLSearchParams({
    center: String(request.center),
    width: String(request.width),
    size: String(request.size),
    ...Object.fromEntries(planeOf(request).map((plane) => ['plane', plane])),
    team,
    expires: String(expires),
    signature: signatureOf(key, team, request, expires).toString('base64url'),
  });
  return `${pathOf(request)}?${query.toString()}`;
}

/** Whether the signature was made by `signThumbnail` for exactly this and is not past its time. */
export function isSigned(key: Uint8Array, signed: { readonly team: TeamId; readonly expires: number; readonly signature: string }, request: ThumbnailRequest, nowMs: number): boolean {
  const expected = signatureOf(key, signed.team, request, signed.expires);
  const given = Buffer.from(signed.signature, 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected) && signed.expires * 1_000 > nowMs;
}
