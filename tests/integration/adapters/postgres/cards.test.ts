import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { SOURCE_TAXONOMIES, labelNames } from '../../../../src/domain/anatomy/labels.js';
import type { DatasetId, SnapshotId, VolumeId } from '../../../../src/domain/ids.js';
import { createRandom } from '../../../../src/domain/statistics/random.js';
import type { DatasetCard } from '../../../../src/services/ports/dataset-card.js';
import type { SegmentationRecord, Split, VolumeLabels, VolumeRecord } from '../../../../src/services/ports/records.js';
import { cardByReference, comparableCard } from '../../../testkit/card-reference.js';
import { createTestDatabase } from '../../../testkit/database.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { newId, record, seedTeam } from '../../../testkit/seed.js';
import type { Seed } from '../../../testkit/seed.js';

interface Member {
  readonly volume: VolumeRecord;
  readonly split: Split;
  readonly labels: VolumeLabels;
  readonly segmentation: SegmentationRecord | null;
}

const SPLITS: readonly Split[] = ['TRAIN', 'VALIDATION', 'TEST', 'NONE'];
const draws = createRandom('cards');
const random = (): number => draws.uniform();
const below = (count: number): number => draws.integer(count);
const one = <T>(items: readonly T[]): T => items[below(items.length)]!;

let database: TestDatabase;
let seed: Seed;
beforeAll(async () => {
  database = await createTestDatabase(inject('stack').postgresAdminUrl);
  seed = await seedTeam(database.catalogue);
});
afterAll(() => database.drop());

/** A data set with something of everything: few patients in many splits, labels with many values, partial covers, empty structures. */
async function furnish(volumes: number): Promise<{ readonly datasetId: DatasetId; readonly members: readonly Member[] }> {
  const { team } = seed;
  const dataset = await seed.dataset();
  const patients = Array.from({ length: Math.ceil(volumes / 2) }, () => newId('Patient'));
  const members: Member[] = [];
  for (let at = 0; at < volumes; at += 1) {
    const slices = 2 + below(40);
    const derivedFrom: readonly VolumeId[] = at > 3 && random() < 0.3 ? [...new Set([one(members).volume.id, one(members).volume.id])] : [];
    const importNotes = random() < 0.4 ? [{ kind: 'PATIENT_ASSUMED', message: 'a' } as const, ...(random() < 0.5 ? [{ kind: 'UNKNOWN_LABELS', message: 'b' } as const, { kind: 'UNKNOWN_LABELS', message: 'c' } as const] : [])] : [];
    const volume = await seed.volume({ patientId: one(patients), shape: [64 + below(9), 64, slices], spacing: [0.5 + random(), 1, 1 + random() * 4], bytes: 1_000 + below(1_000), derivedFrom, importNotes });
    const split = one(SPLITS);
    const labels: VolumeLabels = { serial: String(at), ...(random() < 0.6 ? { tumour: one(['yes', 'no', 'Zweifel', 'ü']) } : {}) };
    await team.datasets.putMember(dataset.id, record.member(volume.id, { split, labels }));
    let segmentation: SegmentationRecord | null = null;
    for (let version = below(3); version > 0; version -= 1) {
      const taxonomy = one(SOURCE_TAXONOMIES);
      const names = labelNames(taxonomy);
      const covers = random() < 0.5 ? names : names.filter(() => random() < 0.9);
      const shown = names.filter(() => random() < 0.5).map((region) => ({ region, pixelCounts: Array.from({ length: slices }, () => (random() < 0.1 ? below(50) : 0)) }));
      segmentation = await seed.segmentation(volume.id, { taxonomy, covers, regions: shown, producer: one([{ kind: 'MANUAL', name: 'reader', version: null }, { kind: 'MODEL', name: 'net', version: '2' }]) });
    }
    members.push({ volume, split, labels, segmentation });
  }
  return { datasetId: dataset.id, members };
}

const reference = (members: readonly Member[]): Promise<Record<string, unknown>> =>
  cardByReference(
    members.map(({ volume, split, labels, segmentation }) => ({
      ...{ id: volume.id, patient: volume.patientId, study: volume.studyId, shape: volume.shape, spacing: volume.spacing, bytes: volume.bytes, derivedFrom: volume.derivedFrom, split, labels },
      notes: volume.importNotes.map(({ kind }) => kind),
      segmentation: segmentation === null ? null : { taxonomy: segmentation.taxonomy, producer: segmentation.producer, covers: segmentation.covers, regions: Object.fromEntries(segmentation.regions.map(({ region, pixelCounts }) => [region, pixelCounts])) },
    })),
  );

const cardOf = async (of: DatasetId | SnapshotId, owner: 'DATASET' | 'SNAPSHOT' = 'DATASET'): Promise<DatasetCard> => (await seed.team.cards.cardsOf(owner, [of])).get(of)!;

describe('the card of a data set', () => {
  it.each([1, 2, 60])('with %i volumes is as numpy counts it', async (volumes) => {
    const { datasetId, members } = await furnish(volumes);
    expect(comparableCard(await cardOf(datasetId))).toEqual(await reference(members));
  });

  it('of a snapshot stays as the data set was, and loses what is deleted', async () => {
    const { datasetId, members } = await furnish(12);
    const snapshotId = await seed.snapshotOf(datasetId);
    const before = await cardOf(datasetId);
    await seed.team.datasets.putMember(datasetId, record.member(members[0]!.volume.id, { split: 'NONE', labels: {} }));
    await seed.segmentation(members[1]!.volume.id);
    await seed.team.datasets.removeMember(datasetId, members[2]!.volume.id);
    expect(await cardOf(snapshotId, 'SNAPSHOT')).toEqual(before);
    expect((await cardOf(datasetId)).volumes).toBe(11);
    await seed.team.volumes.erase(members[3]!.volume.id);
    expect(comparableCard(await cardOf(snapshotId, 'SNAPSHOT'))).toEqual(await reference(members.filter((member) => member !== members[3])));
  });

  it('is asked for of many at once, and empty where nothing is', async () => {
    const [a, b] = [await furnish(3), await furnish(5)];
    const empty = await seed.dataset();
    const cards = await seed.team.cards.cardsOf('DATASET', [a.datasetId, empty.id, b.datasetId]);
    expect([...cards.values()].map(({ volumes }) => volumes)).toEqual([3, 0, 5]);
    expect(cards.get(empty.id)).toMatchObject({ patients: 0, spacing: null, shape: null, splits: [], labels: [], structures: [] });
    expect(cards.get(empty.id)?.regions).toHaveLength(29);
  });

  it('of another team is empty', async () => {
    const { datasetId } = await furnish(3);
    const snapshotId = await seed.snapshotOf(datasetId);
    const other = await seedTeam(database.catalogue);
    expect((await other.team.cards.cardsOf('DATASET', [datasetId])).get(datasetId)?.volumes).toBe(0);
    expect((await other.team.cards.cardsOf('SNAPSHOT', [snapshotId])).get(snapshotId)?.volumes).toBe(0);
  });
});
