import { describe, expect, it } from 'vitest';
import { toFailure } from '../../../src/activities/to-failure.js';
import { VoxseekError } from '../../../src/domain/errors/voxseek-error.js';
import { silentLog } from '../../testkit/worker.js';

describe('a task that a worker refuses', () => {
  it.each(['PROVIDER_UNAVAILABLE', 'PROVIDER_UNFIT', 'MODEL_OUT_OF_MEMORY'] as const)('with %s is tried again, by whom it may, and ends after ten tries with its code', (code) => {
    const failureOf = (attempt: number) => toFailure(new VoxseekError(code, 'not here', { path: 'mod_x' }), attempt, silentLog, {});
    expect(failureOf(1)).toMatchObject({ type: code, nonRetryable: false });
    expect(failureOf(9)).toMatchObject({ nonRetryable: false });
    expect(failureOf(10)).toMatchObject({ type: code, message: 'not here', nonRetryable: true, details: [{ path: 'mod_x', correlationId: null }] });
  });

  it('for what the model itself is like is not tried again', () => {
    expect(toFailure(new VoxseekError('MODEL_REFUSED', 'unknown operator'), 1, silentLog, {})).toMatchObject({ nonRetryable: true });
  });
});
