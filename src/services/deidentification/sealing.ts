import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { TeamId } from '../../domain/ids.js';

/** What a sealed text is for; one sealed for one purpose does not open for another. */
export type SealPurpose = 'dicomweb-query' | 'study-uid';

/**
 * Texts that identify patients and must be read again, encrypted with a key of the team and the purpose that is derived from the
 * installation's secret. The same text of a team is sealed alike, so that equal ones can be told without the key, and nothing else.
 */
export interface Sealing {
  seal(teamId: TeamId, purpose: SealPurpose, text: string): string;
  /** Null for what was not sealed by this installation, team and purpose, or was changed since. */
  open(teamId: TeamId, purpose: SealPurpose, sealed: string): string | null;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Texts are padded to a multiple of this: their length tells little. */
const BLOCK_BYTES = 64;

export function createSealing(secret: string | Uint8Array): Sealing {
  const keyOf = (teamId: TeamId, use: string): Buffer => createHmac('sha256', secret).update(`voxseek/seal/${use}/${teamId}`).digest();
  return {
    seal(teamId, purpose, text) {
      const bytes = Buffer.from(text, 'utf8');
      const padded = Buffer.alloc((Math.floor(bytes.length / BLOCK_BYTES) + 1) * BLOCK_BYTES);
      bytes.copy(padded);
      // The nonce follows from the text: two texts never share one, and equal texts give equal seals.
      const nonce = createHmac('sha256', keyOf(teamId, `${purpose}/nonce`)).update(padded).digest().subarray(0, NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, keyOf(teamId, purpose), nonce);
      return Buffer.concat([nonce, cipher.update(padded), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    open(teamId, purpose, sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
      const decipher = createDecipheriv(CIPHER, keyOf(teamId, purpose), bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        const padded = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
        return padded.toString('utf8').replace(/\0+$/u, '');
      } catch {
        return null;
      }
    },
  };
}
