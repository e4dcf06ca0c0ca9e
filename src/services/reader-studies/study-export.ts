import { settleRecords } from '../../domain/reader-studies/settle-records.js';
import type { ItemRecord, JudgementRecord, ReaderStudyRecord, StudyContent, TopicRecord } from '../ports/reader-study-records.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';
import { csvOf } from './csv.js';
import { groupBy } from './group-by.js';
import type { StudyResults } from './study-results.js';

/** All that is kept of a study. */
export interface StudyArchive {
  readonly study: ReaderStudyRecord;
  /** Those that are still stored. */
  readonly runs: readonly RetrievalRunRecord[];
  readonly content: StudyContent;
  readonly records: readonly JudgementRecord[];
  readonly results: StudyResults;
}

/** Configurations are named A, B, … in the order of the design. */
export const configurationLabel = (place: number): string => String.fromCharCode(65 + place);

export function exportJson({ study, runs, content, records, results }: StudyArchive): string {
  const configurations = study.design.runIds.map((runId, place) => {
    const run = runs.find(({ id }) => id === runId);
    return { label: configurationLabel(place), runId, name: run?.name ?? null, version: run?.version ?? null, config: run?.config ?? null };
  });
  return `${JSON.stringify({ format: 'voxseek-reader-study', version: 1, study, configurations, ...content, judgements: records, results }, null, 1)}\n`;
}

const COLUMNS = [
  ...['reader', 'position', 'session', 'condition', 'topic', 'query_volume', 'result_volume', 'configurations', 'question', 'truth'],
  ...['record', 'standing', 'counts', 'grade', 'answer', 'confidence', 'seconds', 'recorded_at', 'comment'],
] as const;

/** A line for each record, oldest first within its assignment, and one for each assignment without any. */
export function exportCsv({ content, records }: StudyArchive): string {
  const settled = settleRecords(records);
  const said = groupBy(records, ({ assignmentId }) => assignmentId);
  const codes = new Map(content.readers.map(({ id, code }) => [id, code]));
  const topics = new Map(content.topics.map((topic) => [topic.position, topic]));
  const items = new Map(content.items.map((item) => [`${item.topic} ${item.position}`, item]));
  const lines = content.assignments.flatMap((assignment) => {
    const { id, readerId, position, session, condition, topic, item } = assignment;
    const about = [codes.get(readerId) ?? null, position + 1, session, condition, topic + 1, ...subject(topics.get(topic), items.get(`${topic} ${item ?? ''}`))];
    const own = said.get(id) ?? [];
    if (own.length === 0) return [[...about, ...Array.from({ length: COLUMNS.length - about.length }, () => null)]];
    const counted = settled.get(id)?.counted?.id;
    return [...own].sort((a, b) => a.sequence - b.sequence).map((record) => [...about, ...verdict(record, record.id === counted)]);
  });
  return csvOf(COLUMNS, lines);
}

type Cell = string | number | boolean | null;

function subject(topic: TopicRecord | undefined, item: ItemRecord | undefined): readonly Cell[] {
  const sources = item?.sources.map(({ configuration, rank }) => `${configurationLabel(configuration)}:${rank}`).join(' ') ?? null;
  return [topic?.volumeId ?? null, item?.volumeId ?? null, sources, topic?.question ?? null, topic?.truth ?? null];
}

function verdict({ sequence, standing, verdict: said, seconds, recordedAt, comment }: JudgementRecord, counts: boolean): readonly Cell[] {
  const [grade, answer, confidence] = said.kind === 'GRADE' ? [said.grade, null, null] : [null, said.positive, said.confidence];
  return [sequence, standing, counts, grade, answer, confidence, seconds, recordedAt.toISOString(), comment];
}
