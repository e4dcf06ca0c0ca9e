import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createModelDirectory } from '../../../../src/adapters/onnx/model-directory.js';
import { asId } from '../../../../src/domain/ids.js';
import { croppedRecipe, makeRecipe } from '../../../../src/services/embedding/make-recipe.js';
import { encodeNpy } from '../../../../src/services/embedding/npy.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import type { TeamCatalogue } from '../../../../src/services/ports/catalogue.js';
import { croppedQuery } from '../../../../src/services/search/cropped-query.js';
import type { OpenQuery } from '../../../../src/services/search/open-query.js';
import type { OpenIndex } from '../../../../src/services/search/ranker.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';
import { record } from '../../../testkit/seed.js';

const models = createModelDirectory({ bundled: fileURLToPath(new URL('../../../../models/', import.meta.url)), registered: '/nowhere' });
const recipe = makeRecipe((await models.find(asId('Model', 'mod_pixels-32'))).entry);
const [TEAM, VOLUME] = [asId('Team', 'team_1'), asId('Volume', 'vol_1')];
const team = { teamId: TEAM, recipes: { get: () => Promise.resolve(recipe) } } as unknown as TeamCatalogue;
const open = { index: record.index(recipe.id) } as OpenIndex;
const segmentation = { version: 1, ...record.segmentation(VOLUME) };
const query = (change: Partial<OpenQuery> = {}) => ({ volumeId: VOLUME, segmentation: () => Promise.resolve(segmentation), ...change }) as OpenQuery;

/** Row n points along axis n; the liver's rows stand behind the spleen's. */
async function stored() {
  const objects = createMemoryObjects();
  const keys = objectKeys.crops(TEAM, VOLUME, croppedRecipe(recipe).id, segmentation.id);
  const box = { i: [0, 1], j: [0, 1] } as const;
  const crops = [
    { box, classes: [{ taxonomy: 'FINE_104', region: 'spleen' }, { taxonomy: 'COARSE_29', region: 'spleen' }], slices: [4] },
    { box, classes: [{ taxonomy: 'COARSE_29', region: 'kidney' }], slices: [2, 3, 7] },
  ];
  await objects.put(keys.vectors, encodeNpy({ rows: 4, columns: 4, data: Float32Array.from({ length: 16 }, (_, at) => Number(at % 5 === 0)) }));
  await objects.put(keys.index, Buffer.from(JSON.stringify(crops)));
  return objects;
}

describe('a cropped query', () => {
  it('has the rows of its region, in the order of the slices that are compared', async () => {
    const objects = await stored();
    const { queries: { rows, data }, croppedTo } = await croppedQuery(objects, team, open, query(), 'kidney', [2, 7]);
    expect(croppedTo).toEqual({ region: 'kidney', segmentationId: segmentation.id });
    expect([rows, [...data]]).toEqual([2, [0, 1, 0, 0, 0, 0, 0, 1]]);
    expect([...(await croppedQuery(objects, team, open, query(), 'spleen', [4])).queries.data]).toEqual([1, 0, 0, 0]);
  });

  it('is refused for a label that is no class, for an uploaded scan, and where nothing was cropped', async () => {
    const objects = await stored();
    await expect(croppedQuery(objects, team, open, query(), 'lesion', [4])).rejects.toMatchObject({ code: 'REGION_NOT_SHOWN', path: 'input.slices.region' });
    await expect(croppedQuery(objects, team, open, query({ volumeId: null }), 'spleen', [4])).rejects.toMatchObject({ code: 'EMBEDDINGS_MISSING', path: 'input.crop' });
    await expect(croppedQuery(createMemoryObjects(), team, open, query(), 'spleen', [4])).rejects.toMatchObject({ code: 'EMBEDDINGS_MISSING' });
  });
});
