import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { OTHER_PLANES } from '../../../../src/domain/geometry/planes.js';
import { createTestDatabase } from '../../../testkit/database.js';
import type { SourceTaxonomy } from '../../../../src/domain/anatomy/taxonomy.js';
import { UNKNOWN_PRODUCER } from '../../../../src/services/ports/records.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { hashOf, newId, record, seedTeam } from '../../../testkit/seed.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(inject('stack').postgresAdminUrl);
});
afterAll(async () => {
  await database.drop();
});

describe('volumes', () => {
  it('come back as they went in', async () => {
    const seed = await seedTeam(database.catalogue);
    const source = await seed.volume();
    const volume = await seed.volume({
      name: 'chest "1"',
      shape: [512, 256, 3],
      spacing: [0.7031250001, 0.1 + 0.2, 2.5],
      sliceFlags: [1, 0, 3],
      importNotes: [{ kind: 'FORMS_DISAGREE', message: 'sform and qform differ by 0.5 mm' }],
      derivedFrom: [source.id],
      bytes: 3_000_000_000,
    });
    expect(await seed.team.volumes.get(volume.id)).toEqual(volume);
    expect(await seed.team.volumes.findByVoxelHash(volume.voxelHash)).toEqual(volume);
    expect(await seed.team.volumes.findByName('chest "1"')).toEqual([volume]);
    expect(await seed.team.volumes.findByName('other')).toEqual([]);
    expect(await seed.team.volumes.get(newId('Volume'))).toBeNull();
  });

  it('are given in the order asked for, unknown ones left out', async () => {
    const seed = await seedTeam(database.catalogue);
    const [a, b] = [await seed.volume(), await seed.volume()];
    expect((await seed.team.volumes.getMany([b.id, newId('Volume'), a.id, b.id])).map(({ id }) => id)).toEqual([b.id, a.id]);
    expect(await seed.team.volumes.getMany([])).toEqual([]);
  });

  it('are one for the same voxels, in each team', async () => {
    const [one, other] = [await seedTeam(database.catalogue), await seedTeam(database.catalogue)];
    const volume = await one.volume();
    await expect(one.volume({ voxelHash: volume.voxelHash })).rejects.toMatchObject({ code: 'CONFLICT', path: 'voxelHash' });
    await other.volume({ id: volume.id, voxelHash: volume.voxelHash });
    expect(await other.team.volumes.get(volume.id)).toMatchObject({ teamId: other.team.teamId });
  });

  it('are paged in a stable order, also while they are deleted', async () => {
    const seed = await seedTeam(database.catalogue);
    const all = (await Promise.all(Array.from({ length: 7 }, () => seed.volume()))).map(({ id }) => id).sort();
    const first = await seed.team.volumes.list({}, { first: 3 });
    expect(first).toMatchObject({ hasNextPage: true, totalCount: 7 });
    const [last] = first.items.slice(-1);
    await seed.team.volumes.erase(last!.id);
    const second = await seed.team.volumes.list({}, { first: 4, after: last!.id });
    expect(second).toMatchObject({ hasNextPage: false, totalCount: 6 });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(all);
  });

  it('are filtered by data set, patient, spacing, extent and what they show', async () => {
    const seed = await seedTeam(database.catalogue);
    const thin = await seed.volume({ shape: [8, 8, 100], spacing: [1, 1, 1] });
    const thick = await seed.volume({ shape: [8, 8, 40], spacing: [1, 1, 5] });
    const bare = await seed.volume({ shape: [8, 8, 10], spacing: [1, 1, 2] });
    const dataset = await seed.dataset([thin, bare]);
    await seed.segmentation(thin.id, { regions: [{ region: 'liver', pixelCounts: [0, 1] }, { region: 'spleen', pixelCounts: [0, 0] }] });
    // The liver is gone from the newer version: the latest counts.
    await seed.segmentation(thick.id, { regions: [{ region: 'liver', pixelCounts: [9] }] });
    await seed.segmentation(thick.id, { regions: [{ region: 'liver', pixelCounts: [0] }, { region: 'spleen', pixelCounts: [3] }] });

    const passing = async (filter: Parameters<typeof seed.team.volumes.filterIds>[0], among?: readonly (typeof thin.id)[]) =>
      new Set(await seed.team.volumes.filterIds(filter, among));
    expect(await passing({})).toEqual(new Set([thin.id, thick.id, bare.id]));
    expect(await passing({}, [])).toEqual(new Set());
    expect(await passing({}, [thick.id, newId('Volume')])).toEqual(new Set([thick.id]));
    expect(await passing({ datasetId: dataset.id })).toEqual(new Set([thin.id, bare.id]));
    expect(await passing({ patientId: thick.patientId })).toEqual(new Set([thick.id]));
    expect(await passing({ regionPresent: 'liver' })).toEqual(new Set([thin.id]));
    expect(await passing({ regionPresent: 'spleen' })).toEqual(new Set([thick.id]));
    expect(await passing({ minSliceSpacing: 2, maxSliceSpacing: 5 })).toEqual(new Set([thick.id, bare.id]));
    expect(await passing({ minExtent: 20, maxExtent: 100 })).toEqual(new Set([thin.id, bare.id]));
    expect(await passing({ minExtent: 20.5, maxExtent: 100, datasetId: dataset.id })).toEqual(new Set([thin.id]));
    const page = await seed.team.volumes.list({ datasetId: dataset.id, minExtent: 50 }, { first: 10 });
    expect(page).toEqual({ items: [thin], hasNextPage: false, totalCount: 1 });
  });

  it('are paged for many lists at once as for each alone', async () => {
    const seed = await seedTeam(database.catalogue);
    const [patientId, studyId] = [newId('Patient'), newId('Study')];
    const all = [];
    for (let index = 0; index < 7; index += 1) all.push(await seed.volume(index % 2 === 0 ? { patientId, studyId } : {}));
    const [one, two, none] = [await seed.dataset(all), await seed.dataset(all.slice(2, 4)), await seed.dataset()];
    const ids = [one.id, none.id, two.id];
    for (const first of [1, 2, 7, 100]) {
      for (const after of [undefined, ...all.map(({ id }) => id), newId('Volume')]) {
        const page = after === undefined ? { first } : { first, after };
        const pages = await seed.team.volumes.pagesBy('DATASET', ids, page);
        expect([...pages.keys()]).toEqual(ids);
        for (const datasetId of ids) expect(pages.get(datasetId)).toEqual(await seed.team.volumes.list({ datasetId }, page));
        const ofPatient = await seed.team.volumes.pagesBy('PATIENT', [patientId], page);
        expect(ofPatient.get(patientId)).toEqual(await seed.team.volumes.list({ patientId }, page));
        expect((await seed.team.volumes.pagesBy('STUDY', [studyId], page)).get(studyId)).toEqual(ofPatient.get(patientId));
      }
    }
    expect(await seed.team.volumes.pagesBy('DATASET', [], { first: 1 })).toEqual(new Map());
    expect(await seed.team.volumes.patients([newId('Patient'), patientId])).toEqual([{ id: patientId }]);
    expect(await seed.team.volumes.studies([studyId, newId('Study')])).toEqual([{ id: studyId, patientId }]);
  });

  it('show a class by any label that is part of it, whatever the taxonomy', async () => {
    const seed = await seedTeam(database.catalogue);
    const labelled = async (taxonomy: SourceTaxonomy, regions: readonly string[]) => {
      const { id } = await seed.volume();
      await seed.segmentation(id, { taxonomy, covers: regions, regions: regions.map((region) => ({ region, pixelCounts: [0, 4] })) });
      return id;
    };
    const v1 = await labelled('TOTALSEGMENTATOR_V1', ['kidney_left', 'heart_atrium_left', 'sacrum']);
    const v2 = await labelled('TOTALSEGMENTATOR_V2', ['kidney_right', 'heart', 'vertebrae_S1']);
    const coarse = await labelled('COARSE_29', ['kidney']);
    const chest = await labelled('SLICER_CHEST', ['left lung', 'tissue']);
    const passing = async (regionPresent: string) => new Set(await seed.team.volumes.filterIds({ regionPresent }));
    expect(await passing('kidney')).toEqual(new Set([v1, v2, coarse]));
    expect(await passing('kidney_left')).toEqual(new Set([v1]));
    // The whole heart of v2 is no left atrium, and its S1 is a part of the sacrum and of no vertebra that is judged.
    expect(await passing('heart')).toEqual(new Set([v1, v2]));
    expect(await passing('heart_atrium_left')).toEqual(new Set([v1]));
    expect(await passing('sacrum')).toEqual(new Set([v1, v2]));
    expect(await passing('vertebrae')).toEqual(new Set());
    expect(await passing('lung')).toEqual(new Set([chest]));
    expect(await passing('tissue')).toEqual(new Set([chest]));
    expect(await passing('lung_upper_lobe_left')).toEqual(new Set());
    expect((await seed.team.volumes.list({ regionPresent: 'kidney' }, { first: 10 })).totalCount).toBe(3);
  });

  it('can be asked for in large numbers', async () => {
    const seed = await seedTeam(database.catalogue);
    const { id } = await seed.volume();
    const many = [...Array.from({ length: 70_000 }, (_, i) => newId('Volume').replace(/.{6}$/u, String(100_000 + i)) as typeof id), id];
    expect(await seed.team.volumes.filterIds({}, many)).toEqual([id]);
  });
});

it('volumes have flags of other planes as they went in, or once they are put, by their own team alone', async () => {
  const [seed, other] = [await seedTeam(database.catalogue), await seedTeam(database.catalogue)];
  const planeFlags = { CORONAL: [1, 0, 3], SAGITTAL: [0, 2] };
  const [flagged, bare] = [await seed.volume({ planeFlags }), await seed.volume()];
  expect((await seed.team.volumes.get(flagged.id))!.planeFlags).toEqual(planeFlags);
  await other.team.volumes.putPlaneFlags(bare.id, planeFlags);
  expect(await seed.team.volumes.get(bare.id)).not.toHaveProperty('planeFlags');
  await seed.team.volumes.putPlaneFlags(bare.id, planeFlags);
  expect(await seed.team.volumes.getMany([bare.id])).toEqual([{ ...bare, planeFlags }]);
});

describe('segmentations', () => {
  it('get the next version of their volume, also at once', async () => {
    const seed = await seedTeam(database.catalogue);
    const volume = await seed.volume();
    const stored = await Promise.all(Array.from({ length: 5 }, () => seed.segmentation(volume.id)));
    expect(stored.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5]);
    const latest = stored.find(({ version }) => version === 5);
    expect(await seed.team.segmentations.latestOf([volume.id, newId('Volume')])).toEqual([latest]);
    expect((await seed.team.segmentations.listOf([volume.id])).map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
  });

  it('come back as they went in, the same mask only once', async () => {
    const seed = await seedTeam(database.catalogue);
    const volume = await seed.volume();
    const first = await seed.segmentation(volume.id, { unknownLabels: [{ value: 7, name: null, voxels: 12 }] });
    const again = await seed.segmentation(volume.id, { maskHash: first.maskHash });
    expect(again).toEqual(first);
    expect(await seed.team.segmentations.get(first.id)).toEqual(first);
    expect(await seed.team.segmentations.getMany([newId('Segmentation'), first.id])).toEqual([first]);
    expect(await seed.team.segmentations.latestOf([])).toEqual([]);
    const empty = await seed.segmentation(volume.id, { regions: [], covers: [], maskHash: hashOf('empty') });
    expect(await seed.team.segmentations.get(empty.id)).toEqual(empty);
  });

  it('that go back to an earlier mask make it the latest again, and snapshots see it', async () => {
    const seed = await seedTeam(database.catalogue);
    const volume = await seed.volume();
    const dataset = await seed.dataset([volume]);
    const judgedBy = async () => {
      const id = await seed.snapshotOf(dataset.id);
      const [member] = await seed.team.snapshots.members(id);
      return { id, mask: member!.segmentationHash, version: member!.segmentationVersion, segmentation: member!.segmentationId };
    };
    const a = await seed.segmentation(volume.id, { regions: [{ region: 'liver', pixelCounts: [0, 5] }] });
    const first = await judgedBy();
    const b = await seed.segmentation(volume.id, { regions: [{ region: 'spleen', pixelCounts: [5, 0] }] });
    const second = await judgedBy();
    const again = await seed.segmentation(volume.id, { maskHash: a.maskHash });
    expect(again).toEqual({ ...a, version: 3 });
    const third = await judgedBy();
    expect([first.mask, second.mask, third.mask]).toEqual([a.maskHash, b.maskHash, a.maskHash]);
    expect(third).toMatchObject({ version: 3, segmentation: a.id });
    expect(new Set([first.id, second.id, third.id]).size).toBe(3);
    expect(await seed.team.segmentations.latestOf([volume.id])).toEqual([again]);
    expect((await seed.team.segmentations.listOf([volume.id])).map(({ id, version }) => [id, version])).toEqual([[b.id, 2], [a.id, 3]]);
    expect(await seed.team.volumes.filterIds({ regionPresent: 'liver' })).toEqual([volume.id]);
    // The latest once more is a repetition, not a change.
    expect(await seed.segmentation(volume.id, { maskHash: a.maskHash })).toEqual(again);
    expect((await judgedBy()).id).toBe(third.id);
  });

  it('take over the producer that is declared later, and keep theirs where none is', async () => {
    const seed = await seedTeam(database.catalogue);
    const volume = await seed.volume();
    const dataset = await seed.dataset([volume]);
    const first = await seed.segmentation(volume.id, { producer: UNKNOWN_PRODUCER });
    const snapshot = await seed.snapshotOf(dataset.id);
    const producer = { kind: 'MODEL', name: 'TotalSegmentator', version: '2.18.0' } as const;
    const declared = await seed.segmentation(volume.id, { maskHash: first.maskHash, producer });
    expect(declared).toEqual({ ...first, producer });
    expect(await seed.segmentation(volume.id, { maskHash: first.maskHash, producer: UNKNOWN_PRODUCER })).toEqual(declared);
    expect(await seed.team.segmentations.get(first.id)).toEqual(declared);
    expect(await seed.snapshotOf(dataset.id)).toBe(snapshot);
  });

  it('have the slices of other planes once they were counted, their own team’s alone, until they are deleted', async () => {
    const [seed, other] = [await seedTeam(database.catalogue), await seedTeam(database.catalogue)];
    const volume = await seed.volume();
    const [counted, bare] = [await seed.segmentation(volume.id), await seed.segmentation(volume.id)];
    const planes = { CORONAL: [{ region: 'spleen', pixelCounts: [16, 0] }, { region: 'liver', pixelCounts: [4, 120_000] }], SAGITTAL: [{ region: 'spleen', pixelCounts: [1, 2, 13] }, { region: 'liver', pixelCounts: [0, 0, 120_004] }] };
    await seed.team.segmentations.putPlaneRegions(counted.id, planes);
    await seed.team.segmentations.putPlaneRegions(counted.id, { CORONAL: [{ region: 'spleen', pixelCounts: [9, 9] }], SAGITTAL: [] });
    for (const plane of OTHER_PLANES) expect(await seed.team.segmentations.regionsIn(plane, [bare.id, counted.id])).toEqual(new Map([[counted.id, planes[plane]]]));
    expect(await seed.team.segmentations.get(counted.id)).toEqual(counted);

    await other.team.segmentations.putPlaneRegions(bare.id, planes);
    expect(await other.team.segmentations.regionsIn('CORONAL', [counted.id, bare.id])).toEqual(new Map());
    expect(await seed.team.segmentations.regionsIn('CORONAL', [bare.id])).toEqual(new Map());

    await seed.team.volumes.erase(volume.id);
    expect(await seed.team.segmentations.regionsIn('CORONAL', [counted.id])).toEqual(new Map());
    await seed.team.segmentations.putPlaneRegions(counted.id, planes);
    expect(await seed.team.segmentations.regionsIn('CORONAL', [counted.id])).toEqual(new Map());
  });

  it('need their volume', async () => {
    const seed = await seedTeam(database.catalogue);
    await expect(seed.team.segmentations.insert(record.segmentation(newId('Volume')))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
