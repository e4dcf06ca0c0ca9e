import { describe, expect, it } from 'vitest';
import { asId } from '../../../../src/domain/ids.js';
import { referenceOf } from '../../../../src/services/collection/reference-of.js';
import { objectKeys } from '../../../../src/services/object-keys.js';

const team = asId('Team', 'team_a');
const volumeId = asId('Volume', 'vol_a');
const segmentationId = asId('Segmentation', 'seg_a');
const recipeId = asId('Recipe', 'rec_a');
const queryVolumeId = asId('QueryVolume', 'qv_a');
const modelId = asId('Model', 'mod_pixels-32');
const uploadId = asId('Upload', 'upl_a');
const runId = asId('RetrievalRun', 'run_a');
const crops = objectKeys.crops(team, volumeId, recipeId, segmentationId);

describe('what keeps an object', () => {
  it.each([
    [objectKeys.voxels(team, volumeId), { kind: 'VOLUME', volumeId }],
    [objectKeys.labels(team, volumeId, segmentationId), { kind: 'LABELS', volumeId, segmentationId }],
    [objectKeys.embedding(team, volumeId, recipeId), { kind: 'EMBEDDINGS', volumeId, recipeId }],
    [crops.vectors, { kind: 'EMBEDDINGS', volumeId, recipeId }],
    [crops.index, { kind: 'EMBEDDINGS', volumeId, recipeId }],
    [objectKeys.queryGrid(team, queryVolumeId), { kind: 'QUERY_VOLUME', queryVolumeId }],
    [objectKeys.queryEmbedding(team, queryVolumeId), { kind: 'QUERY_VOLUME', queryVolumeId }],
    [objectKeys.model(team, modelId), { kind: 'MODEL', modelId }],
    [objectKeys.upload(team, uploadId), { kind: 'UPLOAD', uploadId }],
    [objectKeys.incoming(team, uploadId), { kind: 'UPLOAD', uploadId }],
    [objectKeys.trials(team, runId), { kind: 'RUN', runId }],
    [objectKeys.rankedLists(team, runId), { kind: 'RUN', runId }],
    [objectKeys.reduction(team, 'ab'.repeat(32)), { kind: 'REDUCTION', hash: 'ab'.repeat(32) }],
    [objectKeys.reduction(team, 'components'), null],
    [`${objectKeys.run(team, runId)}pages/000000-0123456789abcdef.jsonl.gz`, { kind: 'RUN_PAGE', runId }],
  ])('under %s is the row of what it belongs to', (key, reference) => {
    expect(referenceOf(key)).toEqual(reference);
  });

  it('is nothing for a stream that never ended', () => {
    expect(referenceOf('teams/team_a/incoming/4f2c0d51-2f4b-4a0e-9d53-6f7a5c2f1a11')).toEqual({ kind: 'INCOMING' });
  });

  it('is the volume for whatever else lies below it', () => {
    for (const name of ['a.json', 'segmentations/notes.txt', 'segmentations/seg_a/deep.nii.gz', 'embeddings/other.npy', 'later/x']) {
      expect(referenceOf(`${objectKeys.volume(team, volumeId)}${name}`)).toEqual({ kind: 'VOLUME', volumeId });
    }
  });

  it.each(['teams/team_a/volumes/x/voxels.nii.gz', 'teams/team_a/volumes/vol_a', 'teams/team_a/other/x', 'teams/team_a/runs/vol_a/x', 'teams/team_a/models/readme', 'teams/team_a/x'])('is not known of %s', (key) => {
    expect(referenceOf(key)).toBeNull();
  });
});
