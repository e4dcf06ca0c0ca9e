import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PatientId, VolumeId } from '../../src/domain/ids.js';
import type { Matrix } from '../../src/domain/matrix.js';
import type { IndexParameters } from '../../src/services/ports/records.js';
import type { EligibleVolumes, RowHit, VectorStore } from '../../src/services/ports/vector-store.js';
import { bruteForce, makeArchive, recallOf } from './slice-archive.js';
import type { SliceArchive } from './slice-archive.js';

export interface ContractKind {
  readonly parameters: IndexParameters;
  /** Lowest recall@10 against brute force, without a filter and under each. */
  readonly recall: number;
  readonly archive: { readonly volumes: number; readonly slices: number; readonly dimension: number };
}

type SliceSearch = (queries: Matrix, options: { readonly k: number; readonly eligible: EligibleVolumes }) => Promise<readonly (readonly RowHit[])[]>;

const K = 10;
const QUERIES = 30;
const PATIENT = 'pat_contract' as PatientId;
const never = new AbortController().signal;

const newCollection = (): string => `contract_${randomUUID().replaceAll('-', '')}`;

async function fill(store: VectorStore, collection: string, archive: SliceArchive, parameters: IndexParameters): Promise<void> {
  await store.create(collection, archive.dimension, parameters);
  for (const { volumeId, vectors } of archive.volumes) await write(store, collection, volumeId, vectors);
  await store.finish(collection, parameters, never);
}

async function write(store: VectorStore, collection: string, volumeId: VolumeId, vectors: SliceArchive['queries']): Promise<void> {
  const rows = Array.from({ length: vectors.rows }, (_, row) => ({ volumeId, patientId: PATIENT, row }));
  await store.upsert(collection, rows, vectors);
}

/** The same filter, said in either way. */
function eligibleOf(archive: SliceArchive, kind: 'ONLY' | 'EXCEPT', eligible: ReadonlySet<VolumeId>): EligibleVolumes {
  const sum = (volumes: SliceArchive['volumes']): number => volumes.reduce((total, { vectors }) => total + vectors.rows, 0);
  const chosen = archive.volumes.filter(({ volumeId }) => eligible.has(volumeId));
  const others = archive.volumes.filter(({ volumeId }) => !eligible.has(volumeId));
  const volumeIds = (kind === 'ONLY' ? chosen : others).map(({ volumeId }) => volumeId);
  return { kind, volumeIds, eligibleRows: sum(chosen), totalRows: sum(archive.volumes) };
}

const all = (archive: SliceArchive): EligibleVolumes => ({ ...eligibleOf(archive, 'EXCEPT', new Set(archive.volumes.map(({ volumeId }) => volumeId))), kind: 'ALL' });

/**
 * What every way to search slices owes its callers, with and without a filter, held against float64 brute force.
 *
 * @param recall lowest share of the true ten nearest that must be found, whatever the filter
 */
export function sliceSearchContract(archive: SliceArchive, recall: number, search: SliceSearch): void {
  const { volumes, queries } = archive;
  const everything = new Set(volumes.map(({ volumeId }) => volumeId));
  const total = volumes.reduce((sum, { vectors }) => sum + vectors.rows, 0);

  it(`finds ${recall} of the ten nearest, with their similarities`, async () => {
    const found = await search(queries, { k: K, eligible: all(archive) });
    expect(recallOf(found, bruteForce(archive, everything, K))).toBeGreaterThanOrEqual(recall);
    const truth = bruteForce(archive, everything, total).map((hits) => new Map(hits.map((hit) => [`${hit.volumeId}:${hit.row}`, hit.similarity])));
    found.forEach((hits, row) => {
      expect(hits).toHaveLength(K);
      for (const hit of hits) expect(Math.abs(hit.similarity - truth[row]!.get(`${hit.volumeId}:${hit.row}`)!)).toBeLessThan(1e-4);
    });
  });

  for (const share of [0.95, 0.5, 0.05, 0.005]) {
    for (const kind of ['ONLY', 'EXCEPT'] as const) {
      it(`finds ${recall} of them under a filter that keeps ${share * 100} % (${kind})`, async () => {
        const kept = Math.max(1, Math.round(volumes.length * share));
        const eligible = new Set(Array.from({ length: kept }, (_, index) => volumes[Math.floor((index * volumes.length) / kept)]!.volumeId));
        const reference = bruteForce(archive, eligible, K);
        const found = await search(queries, { k: K, eligible: eligibleOf(archive, kind, eligible) });
        expect(recallOf(found, reference)).toBeGreaterThanOrEqual(recall);
        found.forEach((hits, row) => {
          expect(hits).toHaveLength(reference[row]!.length);
          expect(hits.every(({ volumeId }) => eligible.has(volumeId))).toBe(true);
          hits.slice(1).forEach((hit, index) => { expect(hit.similarity).toBeLessThanOrEqual(hits[index]!.similarity); });
        });
      });
    }
  }

  it('gives every query its k hits when the volumes nearest to it are excluded', async () => {
    const nearest = new Set(bruteForce(archive, everything, 3).flat().map(({ volumeId }) => volumeId));
    const eligible = new Set([...everything].filter((id) => !nearest.has(id)));
    const found = await search(queries, { k: 3, eligible: eligibleOf(archive, 'EXCEPT', eligible) });
    expect(found.map((hits) => hits.length)).toEqual(Array.from({ length: queries.rows }, () => 3));
    expect(found.flat().some(({ volumeId }) => nearest.has(volumeId))).toBe(false);
  });

  it('takes one query as well as many', async () => {
    const one = { rows: 1, columns: queries.columns, data: queries.data.slice(0, queries.columns) };
    const found = await search(one, { k: 1, eligible: all(archive) });
    expect(found.map((hits) => hits.length)).toEqual([1]);
  });
}

/** What every store of slice vectors must do, whatever server or method stands behind it. */
export function vectorStoreContract(open: () => Promise<VectorStore>, kinds: readonly ContractKind[]): void {
  let store: VectorStore;
  beforeAll(async () => {
    store = await open();
  });

  for (const { parameters, recall, archive: size } of kinds) {
    describe(`${parameters.kind}, ${size.volumes * size.slices} rows`, () => {
      const collection = newCollection();
      const archive = makeArchive({ ...size, queries: QUERIES, seed: 7 });
      beforeAll(() => fill(store, collection, archive, parameters));
      afterAll(() => store.drop(collection));

      it('counts every row', async () => {
        expect(await store.countRows(collection)).toBe(size.volumes * size.slices);
        const listed = await store.listVolumes(collection);
        expect([...listed.keys()].sort()).toEqual(archive.volumes.map(({ volumeId }) => volumeId));
        expect(new Set(listed.values())).toEqual(new Set([size.slices]));
      });

      sliceSearchContract(archive, recall, (queries, options) => store.search(collection, queries, { ...options, parameters }));
    });
  }

  describe('rows', () => {
    const { parameters } = kinds[0]!;
    const archive = makeArchive({ volumes: 6, slices: 9, dimension: 16, queries: 1, seed: 3 });
    const collections: string[] = [];
    const filled = async (): Promise<string> => {
      const collection = newCollection();
      collections.push(collection);
      await fill(store, collection, archive, parameters);
      return collection;
    };
    const [first, second] = archive.volumes;
    afterAll(async () => {
      for (const collection of collections) await store.drop(collection);
    });

    it('are replaced, not doubled, when they are written again', async () => {
      const collection = await filled();
      const moved = { ...first!.vectors, data: Float32Array.from(second!.vectors.data) };
      await write(store, collection, first!.volumeId, moved);
      await write(store, collection, first!.volumeId, moved);
      await store.finish(collection, parameters, never);
      expect(await store.countRows(collection)).toBe(54);
      const found = await store.search(collection, moved, { k: 2, parameters, eligible: all(archive) });
      found.forEach((hits, slice) => {
        expect(hits.map(({ volumeId }) => volumeId).sort()).toEqual([first!.volumeId, second!.volumeId]);
        expect(hits.every((hit) => hit.row === slice && hit.similarity > 0.9999)).toBe(true);
      });
    });

    it('of a removed volume are found no more, and can come back', async () => {
      const collection = await filled();
      await store.removeVolumes(collection, [first!.volumeId]);
      expect(await store.countRows(collection)).toBe(45);
      expect((await store.listVolumes(collection)).has(first!.volumeId)).toBe(false);
      const eligible = { kind: 'ALL', volumeIds: [], eligibleRows: 45, totalRows: 45 } as const;
      const found = await store.search(collection, archive.queries, { k: 45, parameters, eligible });
      expect(found[0]).toHaveLength(45);
      expect(found[0]!.some(({ volumeId }) => volumeId === first!.volumeId)).toBe(false);
      await write(store, collection, first!.volumeId, first!.vectors);
      const again = await store.search(collection, first!.vectors, { k: 1, parameters, eligible: all(archive) });
      expect(again.map(([hit]) => `${hit?.volumeId}:${hit?.row}`)).toEqual(Array.from({ length: 9 }, (_, slice) => `${first!.volumeId}:${slice}`));
    });

    it('fewer than k eligible are all returned', async () => {
      const collection = await filled();
      const eligible = eligibleOf(archive, 'ONLY', new Set([second!.volumeId]));
      const [hits] = await store.search(collection, archive.queries, { k: 50, parameters, eligible });
      expect(hits!.map(({ row }) => row).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    });

    it('are reached through an alias, which moves in one step', async () => {
      const collection = await filled();
      const other = await filled();
      await store.removeVolumes(other, [first!.volumeId]);
      const alias = `alias_${collection}`;
      await store.pointAlias(alias, collection);
      await store.pointAlias(alias, collection);
      const nearest = async () => (await store.search(alias, first!.vectors, { k: 1, parameters, eligible: all(archive) }))[0]![0]!.volumeId;
      expect(await nearest()).toBe(first!.volumeId);
      await store.pointAlias(alias, other);
      expect(await nearest()).not.toBe(first!.volumeId);
      await store.drop(collection);
      expect(await nearest()).not.toBe(first!.volumeId);
    });

    it('are gone with their collection, which may be dropped twice', async () => {
      const collection = await filled();
      expect(await store.exists(collection)).toBe(true);
      await store.drop(collection);
      await store.drop(collection);
      expect(await store.exists(collection)).toBe(false);
    });
  });
}
