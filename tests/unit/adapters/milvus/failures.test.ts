import { describe, expect, it } from 'vitest';
import { MilvusFailure, asIncomplete, requireSuccess } from '../../../../src/adapters/milvus/failures.js';
import { VoxseekError } from '../../../../src/domain/errors/voxseek-error.js';

const failed = (reason: string) => () => requireSuccess('search c1', { status: { error_code: 'UnexpectedError', code: 1, reason } });

describe('a failure of the vector server', () => {
  it.each(["collection 'c1' does not exist", 'collection not found[database=default][collection=c1]', "can't find collection: c1"])('for want of the collection says what to do: %s', (reason) => {
    expect(failed(reason)).toThrow(expect.objectContaining({ code: 'INDEX_INCOMPLETE', path: 'indexId', message: expect.stringContaining('reconcileIndex') as string }) as Error);
  });

  it.each(['collection c1 is not loaded', 'field vector does not exist', 'segment not found'])('for another reason stays unexpected: %s', (reason) => {
    expect(failed(reason)).toThrow(MilvusFailure);
  });

  it('that has a code already, or is none, is passed on', () => {
    const known = new VoxseekError('DEPENDENCY_UNAVAILABLE', 'the collection does not exist');
    for (const error of [known, 'collection does not exist']) expect(asIncomplete('load c1', error)).toBe(error);
  });
});
