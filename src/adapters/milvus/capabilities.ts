import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { IndexKind } from '../../services/ports/records.js';
import type { VectorServer } from '../../services/ports/vector-store.js';

type ServerIndexKind = Exclude<IndexKind, 'EXACT'>;

/** What a kind of server can do. A server answers Success for kinds that it lacks, so it is not asked. */
interface Capabilities {
  readonly kinds: ReadonlySet<ServerIndexKind>;
  /** Most rows that one search or query can return. */
  readonly resultWindow: number;
  /** Whether collection statistics leave out replaced and deleted rows; where not, rows are counted one by one. */
  readonly exactStatistics: boolean;
}

const ALL_KINDS: ReadonlySet<ServerIndexKind> = new Set(['FLAT', 'HNSW', 'IVF_FLAT', 'AUTOINDEX']);
const RESULT_WINDOW = 16_384;

const TABLE: readonly { readonly product: string; readonly version: RegExp; readonly capabilities: Capabilities }[] = [
  { product: 'Milvus Lite', version: /^3\./u, capabilities: { kinds: ALL_KINDS, resultWindow: RESULT_WINDOW, exactStatistics: true } },
  // Milvus Lite before 3 kept every vector in a flat list, whatever kind it was asked for.
  { product: 'Milvus Lite', version: /^[012]\./u, capabilities: { kinds: new Set(['FLAT']), resultWindow: RESULT_WINDOW, exactStatistics: false } },
  { product: 'Milvus', version: /^2\.([3-9]|\d\d)/u, capabilities: { kinds: ALL_KINDS, resultWindow: RESULT_WINDOW, exactStatistics: false } },
];

/** `milvus_lite-3.2.2` → Milvus Lite 3.2.2; `v2.3.5` and `2.3.5-lite` → Milvus 2.3.5. */
export function parseServer(version: string): VectorServer {
  const lite = /^milvus[_-]lite-(.+)$/iu.exec(version);
  return lite?.[1] ? { product: 'Milvus Lite', version: lite[1] } : { product: 'Milvus', version: version.replace(/^v/iu, '') };
}

export function capabilitiesOf(server: VectorServer): Capabilities {
  const row = TABLE.find((entry) => entry.product === server.product && entry.version.test(server.version));
  if (row === undefined) {
    throw new VoxseekError('INDEX_KIND_UNSUPPORTED', `${server.product} ${server.version} is not a server that this version knows. Use Milvus Lite 3 or Milvus ≥ 2.3.`, {
      path: 'milvus',
    });
  }
  return row.capabilities;
}

export function requireKind(server: VectorServer, kind: IndexKind): ServerIndexKind {
  if (kind === 'EXACT') throw new TypeError('EXACT indexes have no collection');
  if (!capabilitiesOf(server).kinds.has(kind)) {
    throw new VoxseekError('INDEX_KIND_UNSUPPORTED', `${server.product} ${server.version} has no index of kind ${kind}.`, {
      path: 'input.parameters.kind',
      details: { server: `${server.product} ${server.version}`, kind },
    });
  }
  return kind;
}
