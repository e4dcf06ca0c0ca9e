import type { DocumentEncoder } from './benchmark-document.js';

/** The control PIXELS is an encoder like any other, searched exhaustively. */
export const EXACT_PIXELS: DocumentEncoder = { model: 'mod_pixels-32' };
