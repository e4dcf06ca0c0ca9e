import { diagnosticFigures } from '../../domain/reader-studies/diagnostic-figures.js';
import type { DiagnosticAnswer, DiagnosticFigures } from '../../domain/reader-studies/diagnostic-figures.js';
import type { Condition } from '../../domain/reader-studies/assign-crossover.js';
import { relevanceFigures } from '../../domain/reader-studies/relevance-figures.js';
import type { RelevanceFigures } from '../../domain/reader-studies/relevance-figures.js';
import { settleRecords } from '../../domain/reader-studies/settle-records.js';
import type { Settled } from '../../domain/reader-studies/settle-records.js';
import { mean } from '../../domain/statistics/moments.js';
import { canonicalJson } from '../jobs/canonical-json.js';
import type { AssignmentRecord, JudgementRecord, ReaderStudyRecord, RelevanceDesign, StudyContent } from '../ports/reader-study-records.js';
import { groupBy } from './group-by.js';

/** How much of the work is done, and what did not go as planned. */
export interface Completeness {
  /** Without those withdrawn before they were answered. */
  readonly assigned: number;
  /** With an answer that counts. */
  readonly answered: number;
  /** A volume of them was deleted before they were answered. */
  readonly withdrawn: number;
  /** Answered again: the last answer counts, and those before are kept. */
  readonly revised: number;
  /** Of these, answered otherwise than before. */
  readonly contradictory: number;
  /** Records that came too late, and count for nothing. */
  readonly late: number;
  /** Records that came before the washout was over, and count for nothing. */
  readonly early: number;
  /** Mean time of the answers that count; null without any. */
  readonly meanSeconds: number | null;
}

export interface ReaderProgress extends Completeness {
  readonly code: string;
}

export interface StudyResults {
  readonly completeness: Completeness;
  readonly readers: readonly ReaderProgress[];
  /** Null in the other kind of study. */
  readonly relevance: RelevanceFigures | null;
  readonly diagnostic: DiagnosticFigures | null;
}

/** Draws of each bootstrap: the ends of an interval are then known to about 2 % of its width. */
const REPLICATES = 2_000;

type SettledById = ReadonlyMap<string, Settled<JudgementRecord>>;

/** Follows from what is stored alone: the same each time. */
export function studyResults(study: ReaderStudyRecord, content: StudyContent, records: readonly JudgementRecord[]): StudyResults {
  const settled = settleRecords(records);
  const gone = withdrawnOf(content);
  const progressOf = (assignments: readonly AssignmentRecord[]): Completeness => completeness(assignments, settled, gone);
  return {
    completeness: progressOf(content.assignments),
    readers: content.readers.map(({ id, code }) => ({ code, ...progressOf(content.assignments.filter(({ readerId }) => readerId === id)) })),
    relevance: study.design.kind === 'RELEVANCE' ? relevanceOf(study, study.design, content, settled) : null,
    diagnostic: study.design.kind === 'DIAGNOSTIC' ? diagnosticOf(study, content, settled) : null,
  };
}

/** Whether a volume of the assignment was deleted. */
function withdrawnOf({ topics, items }: StudyContent): (assignment: AssignmentRecord) => boolean {
  const topicsGone = new Set(topics.filter(({ volumeId }) => volumeId === null).map(({ position }) => position));
  const itemsGone = new Set(items.filter(({ volumeId }) => volumeId === null).map(({ topic, position }) => `${topic} ${position}`));
  return ({ topic, item }) => topicsGone.has(topic) || (item !== null && itemsGone.has(`${topic} ${item}`));
}

function completeness(assignments: readonly AssignmentRecord[], settled: SettledById, gone: (assignment: AssignmentRecord) => boolean): Completeness {
  const all = assignments.map((assignment) => ({ assignment, said: settled.get(assignment.id) }));
  const answered = all.filter(({ said }) => said?.counted != null).length;
  const withdrawn = all.filter(({ assignment, said }) => said?.counted == null && gone(assignment)).length;
  const revised = all.flatMap(({ said }) => (said !== undefined && said.superseded.length > 0 ? [said] : []));
  const sum = (value: (said: Settled<JudgementRecord>) => number): number => all.reduce((total, { said }) => total + (said === undefined ? 0 : value(said)), 0);
  return {
    assigned: assignments.length - withdrawn,
    answered,
    withdrawn,
    revised: revised.length,
    contradictory: revised.filter(({ counted, superseded }) => superseded.some(({ verdict }) => canonicalJson(verdict) !== canonicalJson(counted?.verdict))).length,
    late: sum(({ late }) => late),
    early: sum(({ early }) => early),
    meanSeconds: mean(all.flatMap(({ said }) => (said?.counted == null ? [] : [said.counted.seconds]))),
  };
}

function relevanceOf(study: ReaderStudyRecord, design: RelevanceDesign, content: StudyContent, settled: SettledById): RelevanceFigures {
  const places = new Map(content.readers.map(({ id, position }) => [id, position]));
  const grades = groupBy(
    content.assignments.flatMap(({ id, readerId, topic, item }) => {
      const verdict = settled.get(id)?.counted?.verdict;
      return verdict?.kind === 'GRADE' ? [{ pair: `${topic} ${item ?? ''}`, reader: places.get(readerId) ?? 0, value: verdict.grade }] : [];
    }),
    ({ pair }) => pair,
  );
  const pools = groupBy(content.items, ({ topic }) => topic);
  const queries = content.topics.map(({ position, cluster }) => ({
    cluster,
    pool: (pools.get(position) ?? []).map(({ topic, position: item, sources }) => ({ sources, grades: grades.get(`${topic} ${item}`) ?? [] })),
  }));
  const { cutoff, threshold, runIds } = design;
  return relevanceFigures({ queries, configurations: runIds.length, readers: content.readers.length, cutoff, threshold, replicates: REPLICATES, seed: study.seed });
}

function diagnosticOf(study: ReaderStudyRecord, content: StudyContent, settled: SettledById): DiagnosticFigures {
  const answers = new Map<string, DiagnosticAnswer>();
  for (const { id, readerId, topic, condition } of content.assignments) {
    const said = settled.get(id)?.counted;
    if (said?.verdict.kind === 'ANSWER') answers.set(`${readerId} ${topic} ${condition ?? ''}`, { positive: said.verdict.positive, confidence: said.verdict.confidence, seconds: said.seconds });
  }
  const answerOf = (readerId: string, topic: number, condition: Condition): DiagnosticAnswer | null => answers.get(`${readerId} ${topic} ${condition}`) ?? null;
  const readings = content.readers.map(({ id }) =>
    content.topics.map(({ position }) => ({ WITHOUT: answerOf(id, position, 'WITHOUT'), WITH: answerOf(id, position, 'WITH') })),
  );
  const truths = content.topics.map(({ truth }) => truth ?? false);
  return diagnosticFigures({ truths, clusters: content.topics.map(({ cluster }) => cluster), readings, replicates: REPLICATES, seed: study.seed });
}
