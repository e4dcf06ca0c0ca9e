import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TeamId } from '../../domain/ids.js';

const LIFETIME_S = 3_600;

export interface SignedAddress {
  readonly team: TeamId;
  /** Seconds since 1970. */
  readonly expires: number;
  readonly signature: string;
}

function signatureOf(key: Uint8Array, team: TeamId, path: string, expires: number): Buffer {
  return createHmac('sha256', key).update(['file', team, path, expires].join('\n')).digest();
}

/** The address of a report or another file of results, good for an hour to who has it, so that a browser can show it without a token. */
export function signAddress(key: Uint8Array, team: TeamId, path: string, nowMs: number): string {
  const expires = Math.ceil(nowMs / 1_000) + LIFETIME_S;
  const query = new URLSearchParams({ team, expires: String(expires), signature: signatureOf(key, team, path, expires).toString('base64url') });
  return `${path}?${query.toString()}`;
}

/** Whether the signature was made by `signAddress` for exactly this path and is not past its time. */
export function isSignedAddress(key: Uint8Array, signed: SignedAddress, path: string, nowMs: number): boolean {
  const expected = signatureOf(key, signed.team, path, signed.expires);
  const given = Buffer.from(signed.signature, 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected) && signed.expires * 1_000 > nowMs;
}
