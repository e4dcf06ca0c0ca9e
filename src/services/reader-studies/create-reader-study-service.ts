import { randomBytes, randomUUID } from 'node:crypto';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { asId } from '../../domain/ids.js';
import type { ReaderStudyId } from '../../domain/ids.js';
import type { OperatorCatalogue, TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { ReaderRecord, ReaderStudyRecord, ReaderStudyState } from '../ports/reader-study-records.js';
import { hashTokenSecret } from '../teams/token-secret.js';
import { planDiagnostic } from './plan-diagnostic.js';
import { planRelevance } from './plan-relevance.js';
import type { PlannedStudy } from './planned-study.js';
import { withIds } from './planned-study.js';
import { createReaderKey, isReaderKey } from './reader-key.js';
import type { ReaderStudyService, StudyRequest } from './reader-study-service.js';
import { readNext } from './reading.js';
import { recordVerdict } from './record-verdict.js';
import { exportCsv, exportJson } from './study-export.js';
import { studyResults } from './study-results.js';
import { openStudyRuns } from './study-runs.js';

interface Dependencies {
  readonly operator: Pick<OperatorCatalogue, 'findReader'>;
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly now?: () => Date;
}

/** Studies in which people judge what configurations returned, blinded and balanced. */
export function createReaderStudyService({ operator, objects, now = () => new Date() }: Dependencies): ReaderStudyService {
  const studyOf = async (team: TeamCatalogue, id: ReaderStudyId): Promise<ReaderStudyRecord> => {
    const study = await team.readerStudies.get(id);
    if (study === null) throw new VoxseekError('NOT_FOUND', `There is no reader study ${id}.`, { path: 'id' });
    return study;
  };

  const plan = async (team: TeamCatalogue, request: StudyRequest, seed: string): Promise<PlannedStudy> => {
    switch (request.kind) {
      case 'RELEVANCE':
        return planRelevance(request, await openStudyRuns(team, objects, [...new Set(request.runIds)], 'input.relevance.runIds'), seed);
      case 'DIAGNOSTIC':
        return planDiagnostic(request, await openStudyRuns(team, objects, [request.runId], 'input.diagnostic.runId'), seed);
    }
  };

  const advance = async (team: TeamCatalogue, id: ReaderStudyId, from: ReaderStudyState, to: ReaderStudyState): Promise<ReaderStudyRecord> => {
    const advanced = await team.readerStudies.advance(id, from, to, now());
    if (advanced !== null) return advanced;
    const { state } = await studyOf(team, id);
    throw new VoxseekError('CONFLICT', `The study is ${state.toLowerCase()}; only one that is ${from.toLowerCase()} becomes ${to.toLowerCase()}.`, { path: 'id' });
  };

  const resultsOf = async (team: TeamCatalogue, study: ReaderStudyRecord) => {
    const content = await team.readerStudies.content(study.id);
    const records = await team.readerStudies.judgements(study.id);
    return { content, records, results: studyResults(study, content, records) };
  };

  const studyFor = async (team: TeamCatalogue, { studyId }: ReaderRecord): Promise<ReaderStudyRecord> => studyOf(team, studyId);

  return {
    async create(team, request) {
      const seed = request.seed ?? randomBytes(8).toString('hex');
      const planned = await plan(team, request, seed);
      const id = asId('ReaderStudy', `rst_${randomUUID()}`);
      const content = withIds(planned, id, request.readers);
      const keys = content.readers.map(({ code }) => ({ code, key: createReaderKey() }));
      const study: ReaderStudyRecord = {
        ...{ id, name: request.name, instructions: request.instructions, state: 'PREPARED', snapshotId: planned.snapshotId, design: planned.design, seed },
        ...{ reproducible: true, createdAt: now(), openedAt: null, closedAt: null },
      };
      await team.readerStudies.insert(study, content, keys.map(({ key }) => hashTokenSecret(key)));
      return { study, keys };
    },

    open: (team, id) => advance(team, id, 'PREPARED', 'OPEN'),
    close: (team, id) => advance(team, id, 'OPEN', 'CLOSED'),

    async authenticate(key) {
      const found = isReaderKey(key) ? await operator.findReader(hashTokenSecret(key)) : null;
      if (found === null) throw new VoxseekError('UNAUTHENTICATED', 'The key of the reader is unknown. Send the key that was given when the study was made.', { path: 'authorization' });
      return found;
    },

    read: async (team, reader) => readNext(team, await studyFor(team, reader), reader, now()),
    record: async (team, reader, said) => recordVerdict(team, await studyFor(team, reader), reader, said, now()),

    results: async (team, study) => (await resultsOf(team, study)).results,

    async export(team, study, format) {
      const archive = { study, runs: await team.runs.getMany(study.design.runIds), ...(await resultsOf(team, study)) };
      switch (format) {
        case 'CSV':
          return exportCsv(archive);
        case 'JSON':
          return exportJson(archive);
      }
    },
  };
}
