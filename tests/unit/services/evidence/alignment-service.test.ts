import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createModelDirectory } from '../../../../src/adapters/onnx/model-directory.js';
import { asId } from '../../../../src/domain/ids.js';
import type { Matrix } from '../../../../src/domain/matrix.js';
import { croppedRecipe, makeRecipe } from '../../../../src/services/embedding/make-recipe.js';
import { encodeNpy } from '../../../../src/services/embedding/npy.js';
import { createAlignmentService } from '../../../../src/services/evidence/alignment-service.js';
import { renderAlignment } from '../../../../src/services/evidence/render-alignment.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import { axialRegions } from '../../../../src/services/planes/plane-facts.js';
import type { TeamCatalogue } from '../../../../src/services/ports/catalogue.js';
import type { OpenIndex } from '../../../../src/services/search/ranker.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';
import { record } from '../../../testkit/seed.js';

const models = createModelDirectory({ bundled: fileURLToPath(new URL('../../../../models/', import.meta.url)), registered: '/nowhere' });
const recipe = makeRecipe((await models.find(asId('Model', 'mod_pixels-32'))).entry);
const [teamId, QUERY, FOUND] = [asId('Team', 'team_1'), asId('Volume', 'vol_1'), asId('Volume', 'vol_2')];
const [asked, later] = [{ version: 1, ...record.segmentation(QUERY) }, { version: 2, ...record.segmentation(QUERY) }] as const;
const matrix = (...rows: readonly (readonly number[])[]): Matrix => ({ rows: rows.length, columns: rows[0]!.length, data: Float32Array.from(rows.flat()) });

const volumes = new Map([QUERY, FOUND].map((id) => [id, record.volume({ id, name: id, shape: [8, 8, 3], spacing: [1, 1, 2] })]));
const team = {
  teamId,
  recipes: { get: () => Promise.resolve(recipe) },
  volumes: { get: (id: typeof QUERY) => Promise.resolve(volumes.get(id) ?? null) },
  segmentations: { get: (id: string) => Promise.resolve([asked, later].find((one) => one.id === id) ?? null), latestOf: () => Promise.resolve([later]) },
} as unknown as TeamCatalogue;
const whole = matrix([1, 0, 0], [1, 0, 0], [1, 0, 0]);
const open = { index: record.index(recipe.id), kind: { planes: ['AXIAL'], patches: 1 }, volumes, vectorsOf: (id: typeof QUERY) => Promise.resolve(id === QUERY ? whole : matrix([1, 0, 0], [0, 1, 0], [0, 0, 1])) } as unknown as OpenIndex;

it('draws the slices as they were compared: whole, or cropped as the segmentation that was asked with has it', async () => {
  const objects = createMemoryObjects();
  const keys = objectKeys.crops(teamId, QUERY, croppedRecipe(recipe).id, asked.id);
  await objects.put(keys.vectors, encodeNpy(matrix([0, 1, 0], [0, 0, 1])));
  await objects.put(keys.index, Buffer.from(JSON.stringify([{ box: { i: [0, 1], j: [0, 1] }, classes: [{ taxonomy: 'FINE_104', region: 'kidney_left' }], slices: [1, 2] }])));
  const service = createAlignmentService({ ranker: { open: () => Promise.resolve(open) }, cache: {} as never, regions: {} as never, planes: { regionsIn: axialRegions }, objects });
  const request = { indexId: open.index.id, source: { kind: 'VOLUME', volumeId: QUERY }, querySlices: [1, 2], volumeId: FOUND } as const;
  const result = { name: FOUND, slices: [0, 1, 2], spacing: 2, regionSlices: [] };
  const drawn = (name: string, similarities: Matrix, alignment: readonly number[]): string =>
    renderAlignment({ similarities, alignment, order: 'inferior to superior', query: { name, slices: [1, 2], spacing: 2, regionSlices: [] }, result, region: null });

  expect(await service.render(team, { ...request, croppedTo: null })).toBe(drawn('query', matrix([1, 0, 0], [1, 0, 0]), [0, 0]));
  const croppedTo = { region: 'kidney_left', segmentationId: asked.id };
  expect(await service.render(team, { ...request, croppedTo })).toBe(drawn('query, cropped to kidney left', matrix([0, 1, 0], [0, 0, 1]), [1, 2]));
  await expect(service.render(team, { ...request, croppedTo: { ...croppedTo, segmentationId: later.id } })).rejects.toMatchObject({ code: 'EMBEDDINGS_MISSING' });
});
