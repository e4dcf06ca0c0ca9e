import { DrizzleQueryError } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { databaseCode, retryTransient, translateErrors, withDeadline } from '../../../../src/adapters/postgres/errors.js';
import { VoxseekError } from '../../../../src/domain/errors/voxseek-error.js';

const withCode = (code: string): Error => Object.assign(new Error(code), { code });
const failing = (error: Error) => () => Promise.reject(error);

describe('errors of the database', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '08006', '53300', '57014'])('%s means that Postgres is away', async (code) => {
    const wrapped = new DrizzleQueryError('select secret', ['patient'], withCode(code));
    for (const error of [withCode(code), wrapped]) {
      const translated = await translateErrors(failing(error)).catch((reason: unknown) => reason as VoxseekError);
      expect(translated).toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'postgres' });
      expect((translated as Error).message).not.toContain('secret');
    }
  });

  it.each(['Connection terminated unexpectedly', 'timeout expired', 'Query read timeout', 'Client has encountered a connection error and is not queryable'])(
    '"%s" means so too',
    async (message) => {
      await expect(translateErrors(failing(new Error(message)))).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'postgres' });
    },
  );

  it('of other kinds are passed on without the statement and its parameters', async () => {
    const root = withCode('23505');
    await expect(translateErrors(failing(new DrizzleQueryError('insert', ['patient'], root)))).rejects.toBe(root);
    const own = new VoxseekError('NOT_FOUND', 'gone');
    await expect(translateErrors(failing(own))).rejects.toBe(own);
    expect(databaseCode(root)).toBe('23505');
    expect(databaseCode(new Error('x'))).toBeNull();
    expect(databaseCode(null)).toBeNull();
  });
});

describe('transactions', () => {
  it('are begun anew after a deadlock, but not for ever and not for other errors', async () => {
    let runs = 0;
    const answer = await retryTransient(() => {
      runs += 1;
      return runs < 3 ? Promise.reject(withCode('40P01')) : Promise.resolve('done');
    });
    expect({ answer, runs }).toEqual({ answer: 'done', runs: 3 });
    await expect(retryTransient(failing(withCode('40001')), 2)).rejects.toMatchObject({ code: '40001' });
    await expect(retryTransient(failing(withCode('23503')))).rejects.toMatchObject({ code: '23503' });
  });

  it('end at their deadline', async () => {
    await expect(withDeadline(new Promise(() => undefined), 20)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'postgres' });
    expect(await withDeadline(Promise.resolve(1), 20)).toBe(1);
  });
});
