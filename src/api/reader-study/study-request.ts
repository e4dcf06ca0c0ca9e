import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { RetrievalRunId, VolumeId } from '../../domain/ids.js';
import { isGrade } from '../../domain/reader-studies/grade.js';
import type { Grade } from '../../domain/reader-studies/grade.js';
import type { TeamCatalogue } from '../../services/ports/catalogue.js';
import type { StudyRequest } from '../../services/reader-studies/reader-study-service.js';
import { exactlyOne } from '../exactly-one.js';
import { notFound, parseId } from '../found.js';
import type { CreateReaderStudyInput, DiagnosticStudyInput, RelevanceStudyInput } from './reader-study.input.js';

/** Throws INVALID_INPUT. */
export function parseGrade(grade: number, path: string): Grade {
  if (!isGrade(grade)) throw new VoxseekError('INVALID_INPUT', `${path} is ${grade}; it must be 0, 1, 2 or 3.`, { path });
  return grade;
}

async function runsOf(team: TeamCatalogue, texts: readonly string[], path: string): Promise<readonly RetrievalRunId[]> {
  const ids = texts.map((text) => parseId('RetrievalRun', text, path));
  const known = new Set((await team.runs.getMany(ids)).map(({ id }) => id));
  const missing = ids.find((id) => !known.has(id));
  if (missing !== undefined) throw notFound('RetrievalRun', missing, path);
  return ids;
}

async function volumesOf(team: TeamCatalogue, texts: readonly string[], path: string): Promise<readonly VolumeId[]> {
  const ids = texts.map((text) => parseId('Volume', text, path));
  const known = new Set((await team.volumes.getMany(ids)).map(({ id }) => id));
  const missing = ids.find((id) => !known.has(id));
  if (missing !== undefined) throw notFound('Volume', missing, path);
  return ids;
}

/** The request in the words of the service. Throws INVALID_INPUT, NOT_FOUND. */
export async function toStudyRequest(team: TeamCatalogue, input: CreateReaderStudyInput): Promise<StudyRequest> {
  exactlyOne('input', { relevance: input.relevance, diagnostic: input.diagnostic });
  const common = { name: input.name, instructions: input.instructions ?? null, seed: input.seed ?? null, readers: input.readers };
  if (input.relevance != null) return { ...common, ...(await relevanceOf(team, input.relevance)) };
  if (input.diagnostic != null) return { ...common, ...(await diagnosticOf(team, input.diagnostic)) };
  throw new VoxseekError('INVALID_INPUT', 'input: give relevance or diagnostic.', { path: 'input' });
}

async function relevanceOf(team: TeamCatalogue, input: RelevanceStudyInput) {
  const path = 'input.relevance';
  return {
    kind: 'RELEVANCE',
    runIds: await runsOf(team, input.runIds, `${path}.runIds`),
    queryVolumeIds: input.queryVolumeIds == null ? null : await volumesOf(team, input.queryVolumeIds, `${path}.queryVolumeIds`),
    depth: input.depth,
    cutoff: input.cutoff ?? input.depth,
    readersPerPair: input.readersPerPair,
    threshold: parseGrade(input.relevanceThreshold, `${path}.relevanceThreshold`),
  } as const;
}

async function diagnosticOf(team: TeamCatalogue, input: DiagnosticStudyInput) {
  const path = 'input.diagnostic';
  await runsOf(team, [input.runId], `${path}.runId`);
  const volumeIds = await volumesOf(team, input.cases.map(({ volumeId }) => volumeId), `${path}.cases`);
  return {
    kind: 'DIAGNOSTIC',
    runId: parseId('RetrievalRun', input.runId, `${path}.runId`),
    cases: input.cases.flatMap(({ question, truth }, at) => {
      const volumeId = volumeIds[at];
      return volumeId === undefined ? [] : [{ volumeId, question, truth }];
    }),
    depth: input.depth,
    washoutDays: input.washoutDays,
    confidenceScale: input.confidenceScale,
  } as const;
}
