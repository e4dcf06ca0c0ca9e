import type { Standing } from '../../domain/reader-studies/standing.js';
import type { ConfidenceScale, ReaderStudyState, StudyDesign } from '../../services/ports/reader-study-records.js';
import { graphqlEnum } from '../graphql-enum.js';

export const ReaderStudyKindEnum = graphqlEnum<StudyDesign['kind']>('ReaderStudyKind', 'What readers do.', {
  RELEVANCE: 'They grade results of several configurations, without knowing whose they are.',
  DIAGNOSTIC: 'They answer a question of each case, without and with what retrieval found.',
});

export const ReaderStudyStateEnum = graphqlEnum<ReaderStudyState>('ReaderStudyState', 'Where a study is.', {
  PREPARED: 'Readers are shown nothing yet.',
  OPEN: 'Readers read.',
  CLOSED: 'For good: what comes now is kept as late, and does not count.',
});

export const ConfidenceScaleEnum = graphqlEnum<ConfidenceScale>('ConfidenceScale', 'What confidence in an answer is given on.', {
  ONE_TO_FIVE: '1 (a guess) … 5 (certain).',
  PERCENT: '0 (a guess) … 100 (certain).',
});

export const StandingEnum = graphqlEnum<Standing>('Standing', 'What became of a record.', {
  VALID: 'It counts, unless a later valid one of the same assignment replaced it.',
  LATE: 'It came after the study was closed, or for session 1 after session 2 had opened; it does not count.',
  EARLY: 'It was for session 2 and came before the washout was over; it does not count.',
});


export const ExportFormatEnum = graphqlEnum<'CSV' | 'JSON'>('ReaderStudyExportFormat', 'How a study is written out.', {
  CSV: 'A line for each record, and one for each assignment without any; RFC 4180, UTF-8.',
  JSON: 'Everything, with the results, in one object.',
});
