import type { CellMeasure, ComparisonBasis } from '../../domain/schedules/run-outcome.js';
import type { OverlapPolicy, ScheduledRunState, Watched } from '../../services/ports/schedule-records.js';
import { graphqlEnum } from '../graphql-enum.js';

export const OverlapPolicyEnum = graphqlEnum<OverlapPolicy>('OverlapPolicy', 'What becomes of a run that is due while one of the same schedule is going on.', {
  SKIP: 'It is left out.',
  BUFFER_ONE: 'It begins afterwards; at most one waits.',
  BUFFER_ALL: 'It begins afterwards, one after the other.',
  CANCEL_OTHER: 'The one that is going on is cancelled first; its finished cells are kept.',
  ALLOW_ALL: 'It begins at once, beside the other.',
});

export const WatchedEnum = graphqlEnum<Watched>('Watched', 'What a schedule can watch.', {
  DATASETS: 'The volumes, patients, splits, segmentations and labels of the data sets that the document names.',
  MODELS: 'The encoders that the document names; by a model’s name, its newest revision.',
});

export const ScheduledRunStateEnum = graphqlEnum<ScheduledRunState>('ScheduledRunState', 'What a run of a schedule came to.', {
  RUNNING: 'Its benchmark is under way.',
  FINISHED: 'Every cell was measured, and compared with the last finished run.',
  UNCHANGED: 'Data, encoders and versions were those of the last finished run, whose figures it shares: nothing was measured.',
  REFUSED: 'The benchmark could not be started; `error` says why.',
  FAILED: 'A cell failed; `error` says why. Not compared.',
  CANCELLED: 'Ended on request, or for a later run.',
});

export const CellMeasureEnum = graphqlEnum<CellMeasure>('CellMeasure', 'What a schedule watches of a cell.', {
  RECALL: 'Mean recall over classes, under one taxonomy.',
  PRECISION_AT_5: 'Where a label of volumes judges: the share of the first five volumes that have the value of the query, mean over queries.',
  VOTE_OF_5: 'Where a label of volumes judges: the share of queries whose value the vote of the first five volumes says.',
});

export const ComparisonBasisEnum = graphqlEnum<ComparisonBasis>('ComparisonBasis', 'What a comparison with the run before rests on.', {
  SAME_RUN: 'Nothing that shapes the figures of the cell changed: it is the same retrieval run.',
  SAME_QUERIES: 'Both were asked the same: the paired test is over all query patients.',
  SHARED_PATIENTS: 'Data changed: only patients who were asked the same of in both are compared, each run with its own gallery.',
  NOT_COMPARABLE: 'No patient was asked the same of in both, or the figures are of other versions, or the cell is new.',
});
