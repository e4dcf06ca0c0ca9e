import { describe, expect, it } from 'vitest';
import { asId } from '../../../../src/domain/ids.js';
import { parseDocument } from '../../../../src/services/benchmarks/document/parse-document.js';
import type { TeamCatalogue } from '../../../../src/services/ports/catalogue.js';
import type { ModelRecord } from '../../../../src/services/ports/records.js';
import type { Watched } from '../../../../src/services/ports/schedule-records.js';
import { stateOf } from '../../../../src/services/schedules/state-of.js';
import { record } from '../../../testkit/seed.js';

interface Archive {
  readonly hashes: Readonly<Record<string, string>>;
  readonly models: readonly ModelRecord[];
}

const teamOf = ({ hashes, models }: Archive): TeamCatalogue =>
  ({
    datasets: { findByName: (name: string) => Promise.resolve(name in hashes ? { id: name } : null) },
    snapshots: { presentHash: (id: string) => Promise.resolve(hashes[id] ?? null) },
    models: { list: () => Promise.resolve({ items: models, hasNextPage: false, totalCount: models.length }) },
  }) as unknown as TeamCatalogue;

const model = (id: string, name: string, day: number): ModelRecord => record.model({ id: asId('Model', id), name, revision: String(day), createdAt: new Date(Date.UTC(2030, 0, day)) });
const document = parseDocument(JSON.stringify({ version: 1, name: 'x', gallery: { dataset: 'train' }, queries: { dataset: 'test' }, encoders: [{ model: 'Lung' }, { model: 'fixed' }], modes: ['VOLUME'] }));
const archive: Archive = { hashes: { train: 'a', test: 'b', other: 'c' }, models: [model('mod_lung-1', 'Lung', 1), model('mod_fixed', 'Fixed', 1)] };
const state = (change: Partial<Archive> = {}, of: readonly Watched[] = ['DATASETS', 'MODELS']): Promise<string> => stateOf(teamOf({ ...archive, ...change }), document, of);

describe('the state that a schedule watches', () => {
  it('is other when a data set of its document is, and only then', async () => {
    const before = await state();
    expect(await state({ hashes: { ...archive.hashes, other: 'x' } })).toBe(before);
    const states = [before, await state({ hashes: { ...archive.hashes, train: 'x' } }), await state({ hashes: { ...archive.hashes, test: 'x' } }), await state({ hashes: { train: 'a' } })];
    expect(new Set(states).size).toBe(states.length);
  });

  it('is other when an encoder has a newer revision under its name, and not for another encoder or an older revision', async () => {
    const before = await state();
    const { models } = archive;
    expect(await state({ models: [...models, model('mod_other', 'Other', 9)] })).toBe(before);
    expect(await state({ models: [...models, model('mod_lung-0', 'Lung', 0)] })).toBe(before);
    // `fixed` is named by its id, and so stays the revision that it is.
    expect(await state({ models: [...models, model('mod_fixed-2', 'Fixed', 9)] })).toBe(before);
    expect(await state({ models: [...models, model('mod_lung-2', 'Lung', 2)] })).not.toBe(before);
  });

  it('has no more in it than what is watched', async () => {
    const changed = { hashes: { ...archive.hashes, train: 'x' }, models: [...archive.models, model('mod_lung-2', 'Lung', 2)] };
    expect(await state({ hashes: changed.hashes }, ['MODELS'])).toBe(await state({}, ['MODELS']));
    expect(await state({ models: changed.models }, ['DATASETS'])).toBe(await state({}, ['DATASETS']));
    for (const of of [['MODELS'], ['DATASETS']] as const) expect(await state(changed, of)).not.toBe(await state({}, of));
  });
});
