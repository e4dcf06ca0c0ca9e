import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { RecipeId, SnapshotId } from '../../../domain/ids.js';
import { putRecipe } from '../../embedding/derived/put-recipe.js';
import { croppedRecipe, makeRecipe } from '../../embedding/make-recipe.js';
import { requireJudgeable } from '../../embedding/require-judgeable.js';
import { rowKindOf } from '../../embedding/row-kind.js';
import type { RecipeOptions, ReductionOptions } from '../../embedding/recipe-options.js';
import { encoderText } from '../../embedding/recipe-text.js';
import type { Recipe } from '../../embedding/recipe.js';
import type { IndexRequests } from '../../indexes/index-requests.js';
import { parseModelEntry } from '../../models/model-entry.js';
import type { TeamCatalogue } from '../../ports/catalogue.js';
import type { IndexParameters, ModelRecord, RecipeRecord } from '../../ports/records.js';
import type { BenchmarkCell, BenchmarkDefinition, PreparationStep, Protocol } from '../../ports/run-records.js';
import { modelNamed } from './named-model.js';
import { EXACT_PIXELS } from './pixels-control.js';
import { asksPerturbed } from '../robustness/asks-perturbed.js';
import type { BenchmarkDocument, DocumentEncoder, DocumentIndex } from './benchmark-document.js';
import { MOST_CELLS, expandConfigs, expandControls } from './expand-document.js';
import { requireVolumes } from './require-volumes.js';

type Indexes = Pick<IndexRequests, 'recordIndex'>;

/**
 * A document in terms of what the team has: names become snapshots, recipes and indexes, and lists become cells. Nothing is embedded or
 * built yet, but all that could not end well is refused with its place in the document. Throws INVALID_INPUT, NOT_FOUND, EMPTY_GALLERY,
 * LIMIT_EXCEEDED.
 */
export async function resolveDocument(team: TeamCatalogue, indexes: Indexes, document: BenchmarkDocument): Promise<BenchmarkDefinition> {
  const configs = expandConfigs(document);
  const gallery = await snapshotOf(team, document.gallery.dataset, 'gallery.dataset');
  const queries = document.queries === undefined ? gallery : await snapshotOf(team, document.queries.dataset, 'queries.dataset');
  const protocol: Protocol = {
    gallerySplits: document.gallery.splits ?? null,
    querySnapshotId: queries,
    // Without a query set of its own the gallery is asked about itself.
    querySplits: document.queries === undefined ? (document.gallery.splits ?? null) : (document.queries.splits ?? null),
  };
  await requireVolumes(team, gallery, protocol, document);

  const steps: PreparationStep[] = [];
  const cells: BenchmarkCell[] = [];
  const embedded = new Set<string>();
  /** Recipes of one model share the base that some are derived from: it is embedded once. */
  const embed = (snapshotId: SnapshotId, recipeId: RecipeId): void => {
    if (embedded.has(`${snapshotId} ${recipeId}`)) return;
    embedded.add(`${snapshotId} ${recipeId}`);
    steps.push({ kind: 'EMBED', snapshotId, recipeId });
  };
  const places = new Map<RecipeId, string>();
  const perEncoder = async (encoder: DocumentEncoder, place: string, kinds: readonly DocumentIndex[]): Promise<void> => {
    const { model, recipe, base } = await recipeOf(team, encoder, place, { snapshotId: gallery, splits: protocol.gallerySplits });
    const recipeId = recipe.id;
    const before = places.get(recipeId);
    if (before !== undefined && place !== 'controls') throw new VoxseekError('INVALID_INPUT', `${place} is the same recipe as ${before}: its cells would be measured twice. Leave one out.`, { path: place });
    places.set(recipeId, place);
    for (const { config } of kinds.length > 0 ? configs : []) requireJudgeable(rowKindOf(recipe.body), config, `${place}.patches`);
    const cropping = kinds.length > 0 && configs.some(({ config }) => config.crop !== 'NONE');
    for (const one of base === null ? [recipe] : [base, recipe]) {
      for (const snapshotId of new Set([gallery, queries])) embed(snapshotId, one.id);
      if (!cropping) continue;
      const cropped = croppedRecipe(one);
      await team.recipes.put(cropped);
      embed(queries, cropped.id);
    }
    for (const written of kinds) {
      for (let build = 1; build <= buildsOf(written); build += 1) {
        const called = encoderText(model.name, recipe);
        const named = buildsOf(written) === 1 ? `${called} ${written.kind}` : `${called} ${written.kind} build ${build}`;
        const index = await indexes.recordIndex(team, { name: named, recipeId, parameters: parametersOf(written), scope: { kind: 'FROZEN', snapshotId: gallery }, build });
        steps.push({ kind: 'INDEX', indexId: index.id });
        cells.push(...configs.map(({ name, config }): BenchmarkCell => ({ name: `${named} ${name}`, indexId: index.id, control: null, config })));
      }
    }
  };
  for (const [at, encoder] of document.encoders.entries()) await perEncoder(encoder, `encoders.${at}`, document.indexes);
  // The pictures themselves are embedded in any case: near-duplicates are looked for by them.
  await perEncoder(EXACT_PIXELS, 'controls', document.controls.includes('PIXELS') ? [{ kind: 'EXACT' }] : []);
  cells.push(...expandControls(document).map(({ name, control, config }): BenchmarkCell => ({ name, indexId: null, control, config })));
  const perturbed = cells.filter(asksPerturbed).length * (document.perturbations?.length ?? 0);
  if (cells.length + perturbed > MOST_CELLS) {
    throw new VoxseekError('LIMIT_EXCEEDED', `The benchmark has ${cells.length + perturbed} cells; ${MOST_CELLS} are measured at once. Shorten its lists, or make two of it.`, { path: 'document' });
  }
  const { perturbations, seed } = document;
  const { source } = document.queries ?? document.gallery;
  const given = { ...(source === undefined ? {} : { querySource: source }), ...(perturbations === undefined ? {} : { perturbations }), ...(seed === undefined ? {} : { seed }) };
  return { name: document.name, snapshotId: gallery, protocol, ...given, cells, steps, document };
}

async function snapshotOf(team: TeamCatalogue, name: string, place: string): Promise<SnapshotId> {
  const dataset = await team.datasets.findByName(name);
  if (dataset === null) throw new VoxseekError('NOT_FOUND', `${place}: there is no data set "${name}". Import one, or correct its name.`, { path: place });
  return (await team.snapshots.take(dataset.id)).id;
}

async function recipeOf(team: TeamCatalogue, { model: wanted, reduction, ...options }: DocumentEncoder, place: string, learntFrom: Omit<ReductionOptions, 'components'>): Promise<{ readonly model: ModelRecord; readonly recipe: RecipeRecord & { readonly body: Recipe }; readonly base: RecipeRecord | null }> {
  const { items } = await team.models.list({ first: 1_000 });
  const model = modelNamed(items, wanted);
  if (model === null) {
    const known = items.map(({ id }) => id.replace(/^mod_/u, '')).join(', ');
    throw new VoxseekError('NOT_FOUND', `${place}.model: there is no encoder "${wanted}". There are: ${known}.`, { path: `${place}.model` });
  }
  const written: RecipeOptions = reduction === undefined ? options : { ...options, reduction: { ...reduction, ...learntFrom } };
  return { model, ...(await putRecipe(team, makeRecipe(parseModelEntry(model.entry), written, `${place}.`))) };
}

function buildsOf(index: DocumentIndex): number {
  return 'builds' in index ? index.builds : 1;
}

function parametersOf(index: DocumentIndex): IndexParameters {
  switch (index.kind) {
    case 'EXACT':
    case 'FLAT':
    case 'AUTOINDEX':
      return { kind: index.kind };
    case 'HNSW':
      return { kind: 'HNSW', m: index.m, efConstruction: index.efConstruction, ef: index.ef };
    case 'IVF_FLAT':
      return { kind: 'IVF_FLAT', nlist: index.nlist, nprobe: index.nprobe };
  }
}
