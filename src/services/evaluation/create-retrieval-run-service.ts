import { createHash } from 'node:crypto';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { excludedFor } from '../../domain/evaluation/exclusions.js';
import { onlyPlane, rowLayout } from '../../domain/geometry/row-layout.js';
import type { RecipeId, RetrievalRunId, VolumeId } from '../../domain/ids.js';
import { readCroppedVectors } from '../embedding/crops/cropped-vectors.js';
import type { CroppedVectors } from '../embedding/crops/cropped-vectors.js';
import { croppedRecipe } from '../embedding/make-recipe.js';
import { objectKeys } from '../object-keys.js';
import type { PlaneFacts } from '../planes/plane-facts.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { MachineProbe } from '../ports/machine-probe.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { SnapshotMember } from '../ports/records.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';
import type { Ranker } from '../search/ranker.js';
import { checkRun } from './check-run.js';
import { createFirstQuestions } from './first-questions.js';
import { judgeRun } from './judge-run.js';
import type { LoadLabelledGallery } from './labelled-gallery.js';
import { createLocalizedChances } from './localized-chances.js';
import { makeRunRecord } from './make-run-record.js';
import { packLines, unpackPage } from './ranked-list.js';
import type { PageLine } from './ranked-list.js';
import { rankQuery } from './rank-query.js';
import type { RetrievalRunService } from './retrieval-run-service.js';
import { loadRunVolumes } from './run-volumes.js';
import type { RunVolumes } from './run-volumes.js';
import { createSharedHits } from './shared-hits.js';
import { sliceFactsOf } from './slice-facts.js';
import { stageTimes } from './stage-times.js';

/** For the hits that cells share: about half a million of them. */
const SHARED_BYTES = 64 * 2 ** 20;

export interface RetrievalRunDependencies {
  readonly objects: ObjectStore;
  readonly ranker: Ranker;
  readonly loadLabelled: LoadLabelledGallery;
  readonly planes: Pick<PlaneFacts, 'flagsIn'>;
  readonly machine: MachineProbe;
  /** Version of the product. */
  readonly product: string;
  readonly now?: () => Date;
}

export function createRetrievalRunService({ objects, ranker, loadLabelled, planes, machine, product, now = () => new Date() }: RetrievalRunDependencies): RetrievalRunService {
  const findHits = createSharedHits(SHARED_BYTES);
  const isFirst = createFirstQuestions();
  const loadVolumes = (team: TeamCatalogue, run: RetrievalRunRecord): Promise<RunVolumes> => loadRunVolumes(team, run, loadLabelled);

  const runOf = async (team: TeamCatalogue, runId: RetrievalRunId): Promise<RetrievalRunRecord> => {
    const run = await team.runs.get(runId);
    if (run === null) throw new VoxseekError('NOT_FOUND', `There is no run ${runId}.`, { path: 'runId' });
    return run;
  };
  const pagesPrefix = (team: TeamCatalogue, runId: RetrievalRunId): string => `${objectKeys.run(team.teamId, runId)}pages/`;

  /** Volumes only ever leave a snapshot. One that is deleted between two looks is not missing from the index: it is looked for again. */
  const checkedVolumes = async (team: TeamCatalogue, run: RetrievalRunRecord): Promise<RunVolumes> => {
    const volumes = await loadVolumes(team, run);
    try {
      await checkRun(team, run, volumes);
      return volumes;
    } catch (error) {
      const left = await loadVolumes(team, run);
      if (left.gallery.length === volumes.gallery.length && left.queries.length === volumes.queries.length) throw error;
      return checkedVolumes(team, run);
    }
  };

  return {
    async plan(team, runId) {
      const run = await runOf(team, runId);
      const { queries } = await checkedVolumes(team, run);
      await team.runs.update(runId, { state: 'RUNNING' });
      return { queryVolumeIds: queries.map(({ member }) => member.volumeId) };
    },

    async rankPage(team, runId, page, { signal, onQuery }) {
      const run = await runOf(team, runId);
      const key = pageKey(pagesPrefix(team, runId), page);
      // A control ranks by the labels alone, when it is judged; a page that is stored was ranked before.
      if (run.control !== null || run.indexId === null || (await objects.head(key)) !== null) {
        page.queryVolumeIds.forEach(onQuery);
        return;
      }
      const volumes = await loadVolumes(team, run);
      const open = await ranker.open(team, run.indexId);
      const hashOf = (id: VolumeId): string => open.volumes.get(id)?.voxelHash ?? id;
      const byId = new Map(volumes.queries.map((labelled) => [labelled.member.volumeId, labelled]));
      const records = new Map((await team.volumes.getMany(page.queryVolumeIds)).map((volume) => [volume.id, volume]));
      const chancesFor = createLocalizedChances(volumes, open.kind, run.config, hashOf);
      const cropsOf = await cropsFor(objects, team, run, open.index.recipeId);
      const lines: PageLine[] = [];
      for (const id of page.queryVolumeIds) {
        signal.throwIfAborted();
        const query = byId.get(id);
        const record = records.get(id);
        // Deleted since the run was planned: neither a query nor in the gallery any more.
        if (query !== undefined && record !== undefined) {
          const excluded = excludedFor(query.member, volumes.origins);
          const eligible = volumes.gallery.map(({ member }) => member.volumeId).filter((volumeId) => !excluded.has(volumeId) && open.volumes.has(volumeId));
          const plane = onlyPlane(open.kind);
          const flags = run.config.skipFlagged ? await planes.flagsIn(team, plane, record) : [];
          lines.push(await rankQuery({ query, slices: sliceFactsOf(record, plane, flags), layout: rowLayout(open.kind, record.shape), eligible, config: run.config, open, hashOf, findHits, chanceOf: chancesFor(query, eligible), cropped: await cropsOf(query.member), cold: isFirst(open.index), signal }));
        }
        onQuery();
      }
      await objects.put(key, packLines(lines));
    },

    async finish(team, runId) {
      const run = await runOf(team, runId);
      if (run.state === 'SUCCEEDED') return run;
      const volumes = await loadVolumes(team, run);
      const lines = run.control === null ? await readPages(objects, pagesPrefix(team, runId)) : new Map<VolumeId, PageLine>();
      const chosen = run.control === null ? volumes.queries.map(({ member }) => lineOf(lines, member.volumeId)) : [];
      const lists = chosen.map(({ list }) => list);
      const { metrics, trials, depth, labelTrials } = judgeRun({ control: run.control, config: run.config, volumes, lists });
      const resultsKey = run.control === null ? objectKeys.rankedLists(team.teamId, runId) : null;
      if (resultsKey !== null) await objects.put(resultsKey, packLines(lists));
      if (run.config.label === null) await objects.put(objectKeys.trials(team.teamId, runId), packLines(trials));
      else await objects.put(objectKeys.labelTrials(team.teamId, runId), packLines(labelTrials));
      if (depth.some(({ measures }) => measures.length > 0)) await objects.put(objectKeys.depth(team.teamId, runId), packLines(depth));
      await team.runs.update(runId, {
        state: 'SUCCEEDED',
        metrics,
        times: stageTimes(chosen),
        record: await makeRunRecord(team, run, volumes, { machine, product }),
        resultsKey,
        error: null,
        finishedAt: now(),
      });
      await objects.deletePrefix(pagesPrefix(team, runId));
      return runOf(team, runId);
    },
  };
}

/** The cropped slices of a query, by the recipe that crops for the one of the index; none where the run compares whole slices. */
async function cropsFor(objects: Pick<ObjectStore, 'get'>, team: TeamCatalogue, { config }: RetrievalRunRecord, recipeId: RecipeId): Promise<(member: SnapshotMember) => Promise<CroppedVectors | null>> {
  const recipe = config.crop === 'NONE' ? null : await team.recipes.get(recipeId);
  if (recipe === null) return () => Promise.resolve(null);
  const { id } = croppedRecipe(recipe);
  return ({ volumeId, segmentationId }) => (segmentationId === null ? Promise.resolve(null) : readCroppedVectors(objects, team, volumeId, id, segmentationId));
}

/** Named by what is on it, so that a page of an earlier plan is never taken for this one. */
function pageKey(prefix: string, page: { readonly number: number; readonly queryVolumeIds: readonly VolumeId[] }): string {
  const content = createHash('sha256').update(page.queryVolumeIds.join('\n')).digest('hex').slice(0, 16);
  return `${prefix}${String(page.number).padStart(6, '0')}-${content}.jsonl.gz`;
}

/** The lines of all pages by query; where two pages hold a query, the later page's. */
async function readPages(objects: ObjectStore, prefix: string): Promise<ReadonlyMap<VolumeId, PageLine>> {
  const keys: string[] = [];
  for await (const { key } of objects.list(prefix)) keys.push(key);
  const lines = new Map<VolumeId, PageLine>();
  for (const key of keys.sort()) {
    for (const line of unpackPage(await objects.get(key))) lines.set(line.list.queryVolumeId, line);
  }
  return lines;
}

function lineOf(lines: ReadonlyMap<VolumeId, PageLine>, query: VolumeId): PageLine {
  const line = lines.get(query);
  if (line === undefined) throw new VoxseekError('CONFLICT', `The query ${query} was not ranked: labels or members changed under the run. Start it again.`);
  return line;
}
