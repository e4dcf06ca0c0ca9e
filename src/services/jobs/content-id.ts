import { createHash } from 'node:crypto';
import type { Id, IdKind } from '../../domain/ids.js';
import { ID_PREFIXES, asId } from '../../domain/ids.js';
import { canonicalJson } from './canonical-json.js';

/** An id that is the hash (160 bits of SHA-256) of what it names: the same content is the same thing. */
export function contentId<Kind extends IdKind>(kind: Kind, content: unknown): Id<Kind> {
  const hash = createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 40);
  return asId(kind, `${ID_PREFIXES[kind]}_${hash}`);
}
