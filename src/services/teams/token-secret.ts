import { createHash, randomBytes } from 'node:crypto';

/** A secret is recognisable in logs and by scanners of leaked secrets; 256 random bits follow. */
const PREFIX = 'vxs_';
const FORM = /^vxs_[A-Za-z0-9_-]{43}$/u;

export function createTokenSecret(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

/** SHA-256 (hex) of a secret: as it is random, and not a password, it needs no salt and no slow hash. */
export function hashTokenSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function isTokenSecret(text: string): boolean {
  return FORM.test(text);
}
