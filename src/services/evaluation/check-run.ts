import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { MOST_LABEL_VALUES } from '../../domain/labels/label-target.js';
import type { LabelTarget } from '../../domain/labels/label-target.js';
import { CONFIG_RANGES } from '../../domain/ranking/retrieval-config.js';
import type { RetrievalConfig } from '../../domain/ranking/retrieval-config.js';
import type { RecipeId } from '../../domain/ids.js';
import { croppedRecipe } from '../embedding/make-recipe.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';
import { checkLabelValues } from './check-label-values.js';
import type { LabelledMember } from './labelled-gallery.js';
import type { RunVolumes } from './run-volumes.js';

/** Refuses a run that could not end well, before it starts. */
export async function checkRun(team: TeamCatalogue, run: RetrievalRunRecord, { gallery, queries }: RunVolumes): Promise<void> {
  checkConfig(run.config);
  checkControl(run, 'config');
  checkVolumes(gallery, queries, run.config.label);
  if (run.control === null) await checkIndex(team, run, gallery, queries);
}

/** Throws INVALID_INPUT, naming the field of the configuration that is out of range or contradicts another. */
export function checkConfig(config: RetrievalConfig, path = 'config'): void {
  const { candidates, mode, reRanking, aggregation } = config;
  const numbers = { k: config.k, minPixels: config.minPixels, supportingSlices: config.supportingSlices, ...(candidates.kind === 'FIRST' ? { candidateCount: candidates.count } : {}) };
  for (const [name, value] of Object.entries(numbers)) requireInRange(name as keyof typeof CONFIG_RANGES, value, path, Number.isInteger(value));
  requireInRange('localizationThreshold', config.localizationThreshold, path);
  if (config.sliceSpacing !== null) requireInRange('sliceSpacing', config.sliceSpacing, path);
  if (config.crop !== 'NONE' && mode !== 'REGION' && mode !== 'LOCALIZED') {
    throw new VoxseekError('INVALID_INPUT', `${path}.crop: ${mode} asks about no region, so there is nothing to crop to. Choose NONE, or REGION or LOCALIZED.`, { path: `${path}.crop` });
  }
  checkLabel(config.label, mode, `${path}.label`);
  if (mode === 'SLICE' && (reRanking !== 'NONE' || aggregation !== 'COUNT')) {
    throw new VoxseekError('INVALID_INPUT', `${path}.reRanking: SLICE returns the nearest slice; it is aggregated and re-ranked by nothing. Choose COUNT and NONE.`, { path: `${path}.reRanking` });
  }
  if (candidates.kind === 'GALLERY' && reRanking === 'NONE') {
    throw new VoxseekError('INVALID_INPUT', `${path}.candidates: GALLERY skips stage 1, so it needs re-ranking. Choose LATE_INTERACTION, or HIT candidates.`, { path: `${path}.candidates` });
  }
}

/** Throws INVALID_INPUT where a control would have to tell a label of volumes. */
export function checkControl({ control, config }: Pick<RetrievalRunRecord, 'control' | 'config'>, path: string): void {
  if (control === null || config.label === null) return;
  throw new VoxseekError('INVALID_INPUT', `${path}.label: a control answers by what slices show; for a label the chance stands beside every figure. Leave one of them out.`, { path: `${path}.label` });
}

/** Throws INVALID_INPUT where a label cannot be what a run is judged by. */
function checkLabel(label: RetrievalConfig['label'], mode: RetrievalConfig['mode'], path: string): void {
  if (label === null) return;
  const refuse = (field: string, why: string): VoxseekError => new VoxseekError('INVALID_INPUT', `${path}${field}: ${why}`, { path: `${path}${field}` });
  if (mode !== 'VOLUME') throw refuse('', `a label is one of whole volumes, so ${mode} cannot be judged by it. Choose VOLUME.`);
  if (label.name === '') throw refuse('.name', 'name the label.');
  const { order } = label;
  if (order === null) return;
  if (order.length < 2 || order.length > MOST_LABEL_VALUES) throw refuse('.order', `it has ${order.length} values; give 2 to ${MOST_LABEL_VALUES}, the least first.`);
  if (new Set(order).size < order.length) throw refuse('.order', 'it names a value twice.');
}

function requireInRange(name: keyof typeof CONFIG_RANGES, value: number, path: string, whole = true): void {
  const { least, most } = CONFIG_RANGES[name];
  if (whole && value >= least && value <= most) return;
  throw new VoxseekError('INVALID_INPUT', `${path}.${name} is ${value}; it must be from ${least} to ${most}.`, { path: `${path}.${name}` });
}

function checkVolumes(gallery: readonly LabelledMember[], queries: readonly LabelledMember[], label: LabelTarget | null): void {
  if (label !== null) checkLabelValues(gallery, queries, label, 'config.label');
  if (gallery.length === 0) {
    throw new VoxseekError('INVALID_INPUT', 'The snapshot has no labelled volume: nothing could be judged. Import labels, then take a new snapshot.', { path: 'snapshotId' });
  }
  if (queries.length === 0) {
    throw new VoxseekError('INVALID_INPUT', 'No labelled volume is asked about: the splits of the queries hold none.', { path: 'protocol.querySplits' });
  }
  const patients = new Set(gallery.map(({ member }) => member.patientId));
  if (queries.every(({ member }) => patients.size === 1 && patients.has(member.patientId))) {
    throw new VoxseekError('EMPTY_GALLERY', 'The labelled volumes are of one patient: leaving that patient out leaves no gallery.', { path: 'snapshotId' });
  }
  for (const [path, volumes] of [['snapshotId', gallery], ['protocol.querySnapshotId', queries]] as const) {
    const sources = new Set(volumes.map(({ source }) => source));
    if (sources.has('TOTALSEGMENTATOR_V1') && sources.has('TOTALSEGMENTATOR_V2')) {
      throw new VoxseekError('INVALID_INPUT', 'The snapshot mixes label maps of TotalSegmentator v1 and v2, which do not mean the same. Make one data set of each.', { path });
    }
  }
}

async function checkIndex(team: TeamCatalogue, run: RetrievalRunRecord, gallery: readonly LabelledMember[], queries: readonly LabelledMember[]): Promise<void> {
  if (run.indexId === null) throw new VoxseekError('INVALID_INPUT', 'A run needs an index, or a control in its place.', { path: 'indexId' });
  const index = await team.indexes.get(run.indexId);
  if (index === null) throw new VoxseekError('NOT_FOUND', `There is no index ${run.indexId}.`, { path: 'indexId' });
  if (index.scope.kind !== 'FROZEN' || index.scope.snapshotId !== run.snapshotId) {
    throw new VoxseekError('INVALID_INPUT', `The index "${index.name}" is not frozen on the snapshot of the run. Build one on it.`, { path: 'indexId' });
  }
  if (index.state !== 'READY') {
    throw new VoxseekError('INDEX_NOT_READY', `The index "${index.name}" is ${index.state.toLowerCase()}.`, { path: 'indexId' });
  }
  const ids = gallery.map(({ member }) => member.volumeId);
  const needed = [...new Set([...ids, ...queries.map(({ member }) => member.volumeId)])];
  const missing = await team.embeddings.missing(needed, index.recipeId);
  if (missing.length > 0) {
    throw new VoxseekError('EMBEDDINGS_MISSING', `${missing.length} of ${needed.length} labelled volumes have no embeddings of the index's recipe. Run embedDataset first.`, {
      path: 'indexId',
      details: { missing: missing.length, first: missing[0] ?? '' },
    });
  }
  if (run.config.crop !== 'NONE') await checkCrops(team, index.recipeId, queries);
  const held = new Set((await team.indexes.volumes(index.id)).map(({ volumeId }) => volumeId));
  const left = ids.filter((id) => !held.has(id));
  if (left.length > 0) {
    throw new VoxseekError('EMBEDDINGS_MISSING', `${left.length} of ${ids.length} labelled volumes are not in the index "${index.name}". Build it again.`, {
      path: 'indexId',
      details: { missing: left.length, first: left[0] ?? '' },
    });
  }
}

async function checkCrops(team: TeamCatalogue, recipeId: RecipeId, queries: readonly LabelledMember[]): Promise<void> {
  const recipe = await team.recipes.get(recipeId);
  if (recipe === null) throw new VoxseekError('NOT_FOUND', `There is no recipe ${recipeId}.`, { path: 'indexId' });
  const { id } = croppedRecipe(recipe, 'config.crop');
  const missing = await team.embeddings.missing(queries.map(({ member }) => member.volumeId), id);
  if (missing.length === 0) return;
  throw new VoxseekError('EMBEDDINGS_MISSING', `${missing.length} of ${queries.length} queries have no slices cropped to their regions (recipe ${id}). Make that recipe with createRecipe (crop BOUNDING_BOX) and embed the snapshot with it.`, {
    path: 'config.crop',
    details: { missing: missing.length, first: missing[0] ?? '' },
  });
}
