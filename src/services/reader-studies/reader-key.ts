import { randomBytes } from 'node:crypto';

/** Recognisable in logs and by scanners of leaked secrets, and apart from a team's tokens; 256 random bits follow. */
const PREFIX = 'vxr_';
const FORM = /^vxr_[A-Za-z0-9_-]{43}$/u;

export function createReaderKey(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

export function isReaderKey(text: string): boolean {
  return FORM.test(text);
}
