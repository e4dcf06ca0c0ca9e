import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { BenchmarkRunId, DatasetId, RetrievalRunId, VolumeId } from '../../../domain/ids.js';
import { PERTURBATION_VERSION, perturbationText } from '../../../domain/perturbation/perturbation.js';
import type { Perturbation } from '../../../domain/perturbation/perturbation.js';
import { DEFAULT_RETRIEVAL_CONFIG } from '../../../domain/ranking/retrieval-config.js';
import type { LoadLabelledGallery } from '../../evaluation/labelled-gallery.js';
import { loadRunVolumes } from '../../evaluation/run-volumes.js';
import { contentId } from '../../jobs/content-id.js';
import type { PerturbedRun } from '../../ports/benchmark-findings.js';
import type { TeamCatalogue } from '../../ports/catalogue.js';
import type { SnapshotMember } from '../../ports/records.js';
import type { BenchmarkDefinition, BenchmarkRunRecord, PreparationStep } from '../../ports/run-records.js';
import { isPerturbedCopy } from '../../volumes/perturbed-copy.js';
import { insertOnce, putRun } from '../put-run.js';
import { asksPerturbed } from './asks-perturbed.js';
import { deriveCopy } from './derive-copy.js';
import type { DeriveDependencies } from './derive-copy.js';

export interface PerturbedQueries {
  /** The labelled queries of a benchmark that perturbs them; sorted by voxel hash. */
  plan(team: TeamCatalogue, id: BenchmarkRunId): Promise<readonly VolumeId[]>;
  /** Copies of some of them by the perturbation at a place of the benchmark's list, as members of a data set of their own. Those made before are passed over. */
  derive(team: TeamCatalogue, id: BenchmarkRunId, request: { readonly perturbation: number; readonly volumeIds: readonly VolumeId[] }, options: { readonly signal: AbortSignal; readonly onVolume: () => void }): Promise<void>;
  /** Once all copies are there: what has to be embedded, and the runs over them beside those over the queries as they are. */
  cells(team: TeamCatalogue, id: BenchmarkRunId): Promise<{ readonly steps: readonly PreparationStep[]; readonly runIds: readonly RetrievalRunId[] }>;
}

interface Opened {
  readonly run: BenchmarkRunRecord;
  readonly definition: BenchmarkDefinition;
}

export function createPerturbedQueries({ loadLabelled, ...dependencies }: DeriveDependencies & { readonly loadLabelled: LoadLabelledGallery }): PerturbedQueries {
  async function open(team: TeamCatalogue, id: BenchmarkRunId): Promise<Opened> {
    const run = await team.benchmarks.getRun(id);
    const [benchmark] = run === null ? [] : await team.benchmarks.getMany([run.benchmarkId]);
    if (run === null || benchmark === undefined) throw new VoxseekError('NOT_FOUND', `There is no benchmark run ${id}.`, { path: 'benchmarkRunId' });
    return { run, definition: benchmark.definition };
  }

  async function queriesOf(team: TeamCatalogue, { snapshotId, protocol, cells }: BenchmarkDefinition): Promise<readonly SnapshotMember[]> {
    const { queries } = await loadRunVolumes(team, { snapshotId, protocol, config: cells[0]?.config ?? DEFAULT_RETRIEVAL_CONFIG }, loadLabelled);
    return queries.map(({ member }) => member);
  }

  return {
    plan: async (team, id) => (await queriesOf(team, (await open(team, id)).definition)).map(({ volumeId }) => volumeId),

    async derive(team, id, { perturbation: place, volumeIds }, { signal, onVolume }) {
      const { definition } = await open(team, id);
      const perturbation = perturbationAt(definition, place);
      const datasetId = await datasetFor(team, definition, perturbation);
      const members = new Map((await queriesOf(team, definition)).map((member) => [member.volumeId, member]));
      const made = await madeBefore(team, datasetId);
      for (const source of await team.volumes.getMany(volumeIds)) {
        signal.throwIfAborted();
        const member = members.get(source.id);
        if (!made.has(source.id) && member?.segmentationId != null) {
          const copy = await deriveCopy(dependencies, team, { source, segmentationId: member.segmentationId, perturbation, seed: seedOf(definition) });
          if (copy !== null) await team.datasets.putMember(datasetId, { volumeId: copy, split: member.split, labels: member.labels });
        }
        onVolume();
      }
    },

    async cells(team, id) {
      const { run, definition } = await open(team, id);
      const steps: PreparationStep[] = [];
      const perturbed: PerturbedRun[] = [];
      const recipes = [...new Set((await team.indexes.getMany([...new Set(definition.cells.flatMap(({ indexId }) => indexId ?? []))])).map(({ recipeId }) => recipeId))];
      for (const perturbation of definition.perturbations ?? []) {
        const querySnapshotId = (await team.snapshots.take(await datasetFor(team, definition, perturbation))).id;
        for (const recipeId of recipes) steps.push({ kind: 'EMBED', snapshotId: querySnapshotId, recipeId });
        for (const [at, cell] of definition.cells.entries()) {
          const baselineRunId = run.runIds[at];
          if (!asksPerturbed(cell) || baselineRunId === undefined) continue;
          const request = { snapshotId: definition.snapshotId, protocol: { ...definition.protocol, querySnapshotId, querySplits: null }, cell: { ...cell, name: `${cell.name}, ${perturbationText(perturbation)}` } };
          const { id: runId } = await putRun(team, request, { path: `cells.${at}`, benchmarkRunId: id, now: new Date() });
          perturbed.push({ runId, baselineRunId, perturbation });
        }
      }
      // The cells of the definition come first: their places are those of its runs.
      const runIds = [...run.runIds.slice(0, definition.cells.length), ...perturbed.map(({ runId }) => runId)];
      await team.benchmarks.updateRun(id, { runIds, perturbed });
      return { steps, runIds: [...new Set(runIds)] };
    },
  };
}

const seedOf = ({ seed = 1 }: BenchmarkDefinition): number => seed;

function perturbationAt({ perturbations = [] }: BenchmarkDefinition, place: number): Perturbation {
  const perturbation = perturbations[place];
  if (perturbation === undefined) throw new VoxseekError('NOT_FOUND', `The benchmark has no perturbation ${place}.`, { path: `perturbations.${place}` });
  return perturbation;
}

/** The data set of the copies: the same queries, perturbation and seed are the same data set. */
async function datasetFor(team: TeamCatalogue, definition: BenchmarkDefinition, perturbation: Perturbation): Promise<DatasetId> {
  const { querySnapshotId, querySplits } = definition.protocol;
  const id = contentId('Dataset', [team.teamId, 'perturbed', PERTURBATION_VERSION, querySnapshotId, querySplits, perturbation, seedOf(definition)]);
  if ((await team.datasets.get(id)) !== null) return id;
  const snapshot = await team.snapshots.get(querySnapshotId);
  const [source] = snapshot === null ? [] : await team.datasets.getMany([snapshot.datasetId]);
  const text = perturbationText(perturbation);
  const dataset = { id, name: `${source?.name ?? querySnapshotId} · ${text} · ${id.slice(-8)}`, description: `Copies with ${text} of the queries of a benchmark, made by it.`, createdAt: new Date() };
  return (await insertOnce(() => team.datasets.insert(dataset), () => team.datasets.get(id), dataset)).id;
}

async function madeBefore(team: TeamCatalogue, datasetId: DatasetId): Promise<ReadonlySet<VolumeId>> {
  const copies = await team.volumes.getMany((await team.datasets.members(datasetId)).map(({ volumeId }) => volumeId));
  return new Set(copies.flatMap((copy) => (isPerturbedCopy(copy) ? copy.derivedFrom.slice(0, 1) : [copy.id])));
}
