import { mean } from '../../domain/statistics/moments.js';
import type { SnapshotId } from '../../domain/ids.js';
import { readRecipe, readRowKind } from '../embedding/make-recipe.js';
import { rowKindOf } from '../embedding/row-kind.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { MachineProbe } from '../ports/machine-probe.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';
import type { EmbeddingFacts, EncoderFacts, IndexFacts, RunRecord, SeedFact, SnapshotFacts } from '../ports/run-record.js';
import type { RecipeRecord, VectorIndexRecord } from '../ports/records.js';
import { seedFor, taxonomiesOf } from './figures-asked.js';
import { intervalSeed, labelSeed } from './judge-run.js';
import type { LabelledMember } from './labelled-gallery.js';
import { CHANCE_SEED } from './localized-chances.js';
import type { RunVolumes } from './run-volumes.js';

const BYTES_STORED = { FLOAT16: 2, INT8: 1 } as const;
const BYTES_INDEXED = 4;

export interface RecordSources {
  readonly machine: MachineProbe;
  /** Version of the product. */
  readonly product: string;
}

/** The record of a run that is about to be finished, over the volumes that it measured. */
export async function makeRunRecord(team: TeamCatalogue, run: RetrievalRunRecord, volumes: RunVolumes, { machine, product }: RecordSources): Promise<RunRecord> {
  const index = run.indexId === null ? null : await team.indexes.get(run.indexId);
  const recipe = index === null ? null : await team.recipes.get(index.recipeId);
  return {
    product,
    machine: machine.facts(),
    peakMemoryBytes: machine.peakMemoryBytes(),
    gallery: await snapshotFacts(team, run.snapshotId, volumes.gallery),
    queries: await snapshotFacts(team, run.protocol.querySnapshotId, volumes.queries),
    encoder: recipe === null ? null : await encoderFacts(team, recipe),
    embeddings: index === null ? null : await embeddingFacts(team, index, recipe, volumes),
    index: index === null ? null : indexFacts(index, recipe),
    seeds: seedsOf(run),
  };
}

async function snapshotFacts(team: TeamCatalogue, snapshotId: SnapshotId, labelled: readonly LabelledMember[]): Promise<SnapshotFacts> {
  const snapshot = await team.snapshots.get(snapshotId);
  return { snapshotId, hash: snapshot?.hash ?? '', volumes: labelled.length, slices: labelled.reduce((sum, { member }) => sum + member.sliceCount, 0) };
}

async function encoderFacts(team: TeamCatalogue, { id: recipeId, modelId, hash: recipeHash, body }: RecipeRecord): Promise<EncoderFacts | null> {
  const model = await team.models.get(modelId);
  return model === null ? null : { modelId: model.id, name: model.name, revision: model.revision, sha256: model.sha256, recipeId, recipeHash, recipe: body };
}

async function embeddingFacts(team: TeamCatalogue, { recipeId }: VectorIndexRecord, recipe: RecipeRecord | null, { gallery, queries }: RunVolumes): Promise<EmbeddingFacts | null> {
  const ids = [...new Set([...gallery, ...queries].map(({ member }) => member.volumeId))];
  const records = await team.embeddings.getMany(ids, recipeId);
  const [first] = records;
  if (first === undefined) return null;
  const rows = records.reduce((sum, record) => sum + record.rows, 0);
  return {
    volumes: records.length,
    slices: rows / readRowKind(recipe?.body).patches,
    dimension: first.dimension,
    bytes: rows * first.dimension * BYTES_STORED[readRecipe(recipe?.body)?.precision ?? 'FLOAT16'],
    secondsAVolume: mean(records.map(({ seconds }) => seconds)) ?? 0,
    providers: [...new Set(records.map(({ provider }) => provider))].sort(),
  };
}

function indexFacts({ id, parameters, server, generation, indexedSlices, buildSeconds }: VectorIndexRecord, stored: RecipeRecord | null): IndexFacts {
  const recipe = readRecipe(stored?.body);
  const bytesASlice = recipe === null ? 0 : rowKindOf(recipe).patches * recipe.dimension * BYTES_INDEXED;
  const bytes = parameters.kind === 'EXACT' ? 0 : indexedSlices * bytesASlice;
  return { indexId: id, parameters, server, generation, slices: indexedSlices, bytes, buildSeconds };
}

/** A control is an expectation, or the same answer always: nothing is drawn for it. */
function seedsOf({ control, config }: RetrievalRunRecord): readonly SeedFact[] {
  if (control !== null) return [];
  if (config.label !== null) return [{ purpose: `bootstrap, label ${config.label.name}, by measure`, seed: seedFor(config, labelSeed(config.label)) }];
  return [
    ...taxonomiesOf(config).map((taxonomy) => ({ purpose: `bootstrap, ${taxonomy}`, seed: seedFor(config, intervalSeed(taxonomy)) })),
    ...(config.mode === 'LOCALIZED' ? [{ purpose: 'chance of a localized hit, by voxel hash of the query, taxonomy and class', seed: seedFor(config, CHANCE_SEED) }] : []),
  ];
}
