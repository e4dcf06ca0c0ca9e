import { describe, expect, it } from 'vitest';
import { capabilitiesOf, parseServer, requireKind } from '../../../../src/adapters/milvus/capabilities.js';
import { MilvusFailure, requireSuccess } from '../../../../src/adapters/milvus/failures.js';
import { parseRowKey, rowKey } from '../../../../src/adapters/milvus/row-key.js';
import { asId } from '../../../../src/domain/ids.js';

describe('parseServer', () => {
  it.each([
    ['milvus_lite-3.2.2', { product: 'Milvus Lite', version: '3.2.2' }],
    ['v2.6.7', { product: 'Milvus', version: '2.6.7' }],
    ['2.3.5', { product: 'Milvus', version: '2.3.5' }],
  ])('%s', (text, server) => {
    expect(parseServer(text)).toEqual(server);
  });
});

describe('requireKind', () => {
  it('refuses what the server lacks, naming the server and its version', () => {
    expect(() => requireKind({ product: 'Milvus Lite', version: '2.5.1' }, 'HNSW')).toThrow(/Milvus Lite 2\.5\.1 has no index of kind HNSW/u);
  });

  it('refuses servers that it does not know', () => {
    expect(() => capabilitiesOf({ product: 'Milvus', version: '1.1.0' })).toThrow(/Milvus 1\.1\.0/u);
  });
});

describe('requireSuccess', () => {
  it('takes an empty answer for what it is: a request that the server does not have', () => {
    expect(() => requireSuccess('create an alias', {})).toThrow(MilvusFailure);
  });

  it('throws for a failure inside an answer', () => {
    expect(() => requireSuccess('load', { status: { error_code: 101, code: 101, reason: "Collection 't1' is in state 'released'" } })).toThrow(/released/u);
  });

  it('hands on what succeeded', () => {
    const answer = { status: { error_code: 'Success', code: 0, reason: '' }, value: 1 };
    expect(requireSuccess('count', answer)).toBe(answer);
  });
});

describe('rowKey', () => {
  it('names a row of a volume and is read back', () => {
    const volumeId = asId('Volume', 'vol_abc');
    expect(rowKey(volumeId, 7)).toBe('vol_abc:00007');
    expect(parseRowKey(rowKey(volumeId, 1234))).toEqual({ volumeId, row: 1234 });
  });
});
