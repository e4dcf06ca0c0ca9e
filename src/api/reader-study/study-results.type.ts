import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Estimate } from '../../domain/statistics/estimate.js';
import type { StudyResults } from '../../services/reader-studies/study-results.js';
import { configurationLabel } from '../../services/reader-studies/study-export.js';

@ObjectType('Estimate', { description: 'A figure with its percentile bootstrap interval of 95 %.' })
export class EstimateType implements Estimate {
  @Field(() => Float, { nullable: true, description: 'Null where it is not defined.' })
  value!: number | null;

  @Field(() => Float, { nullable: true, description: 'Its lower end; null where there is too little to resample.' })
  low!: number | null;

  @Field(() => Float, { nullable: true, description: 'Its upper end; null where there is too little to resample.' })
  high!: number | null;
}

@ObjectType('ConfigurationGrades', { description: 'What readers think of one configuration.' })
export class ConfigurationGradesType {
  @Field(() => String, { description: 'Its label.' })
  configuration!: string;

  @Field(() => EstimateType, { description: 'Mean nDCG@k with gain 2^g − 1, 0 … 1.' })
  ndcg!: Estimate;

  @Field(() => EstimateType, { description: 'Mean precision@k, 0 … 1.' })
  precision!: Estimate;
}

@ObjectType('ConfigurationDifference', { description: 'Second minus first, on the same draws of patients.' })
export class ConfigurationDifferenceType {
  @Field(() => String, { description: 'The label of the first.' })
  first!: string;

  @Field(() => String, { description: 'The label of the second.' })
  second!: string;

  @Field(() => EstimateType, { description: 'Of mean nDCG@k, −1 … 1.' })
  ndcg!: Estimate;

  @Field(() => EstimateType, { description: 'Of mean precision@k, −1 … 1.' })
  precision!: Estimate;
}

@ObjectType('PairAgreement', { description: 'How far two readers agree.' })
export class PairAgreementType {
  @Field(() => [String], { description: 'The pseudonyms of the two.' })
  readers!: readonly string[];

  @Field(() => Int, { description: 'Pairs of query and result that both graded.' })
  shared!: number;

  @Field(() => Float, { nullable: true, description: 'Quadratically weighted kappa, −1 … 1; null where it is not defined.' })
  kappa!: number | null;
}

@ObjectType('RelevanceResults', { description: 'What readers’ grades say. Intervals by a bootstrap over the patients of the queries.' })
export class RelevanceResultsType {
  @Field(() => [ConfigurationGradesType], { description: 'By configuration.' })
  configurations!: readonly ConfigurationGradesType[];

  @Field(() => [ConfigurationDifferenceType], { description: 'For every two configurations.' })
  differences!: readonly ConfigurationDifferenceType[];

  @Field(() => [PairAgreementType], { description: 'For every two readers with something in common.' })
  agreement!: readonly PairAgreementType[];

  @Field(() => Float, { nullable: true, description: 'Krippendorff’s alpha for ordinal grades over all readers, at most 1; null where it is not defined.' })
  alpha!: number | null;

  @Field(() => Int, { description: 'Pairs of query and result with two grades or more, from which alpha is taken.' })
  alphaUnits!: number;

  @Field(() => Int, { description: 'Queries that count: every result of their pool has a grade.' })
  queries!: number;

  @Field(() => Int, { description: 'Queries that do not count yet, for any configuration.' })
  queriesUnfinished!: number;

  @Field(() => Int, { description: 'Of those that count, queries left out of nDCG, as no result has a grade above 0.' })
  queriesWithoutGain!: number;
}

@ObjectType('Contrast', { description: 'A figure without and with retrieval.' })
export class ContrastType {
  @Field(() => EstimateType, { description: 'Without.' })
  without!: Estimate;

  @Field(() => EstimateType, { description: 'With.' })
  with!: Estimate;

  @Field(() => EstimateType, { description: 'With minus without.' })
  difference!: Estimate;
}

@ObjectType('DiagnosticResults', { description: 'What retrieval changed, as the mean over readers. Intervals by a bootstrap of readers and of patients with their cases.' })
export class DiagnosticResultsType {
  @Field(() => ContrastType, { description: 'Share of right answers, 0 … 1.' })
  accuracy!: ContrastType;

  @Field(() => ContrastType, { description: 'Area under the ROC curve of the confidence, 0 … 1.' })
  auc!: ContrastType;

  @Field(() => ContrastType, { description: 'Mean seconds of an answer.' })
  seconds!: ContrastType;

  @Field(() => Int, { description: 'Readings that count: one reader, one case, both conditions answered.' })
  readings!: number;

  @Field(() => Int, { description: 'Readings that do not count, as a condition is unanswered.' })
  readingsUnfinished!: number;
}

@ObjectType('ReadingCompleteness', { description: 'How much is done, and what did not go as planned.' })
export class ReadingCompletenessType {
  @Field(() => String, { nullable: true, description: 'The pseudonym of the reader; null for all together.' })
  reader!: string | null;

  @Field(() => Int, { description: 'Assignments, without those withdrawn.' })
  assigned!: number;

  @Field(() => Int, { description: 'Assignments with an answer that counts.' })
  answered!: number;

  @Field(() => Int, { description: 'Assignments of which a volume was deleted before they were answered.' })
  withdrawn!: number;

  @Field(() => Int, { description: 'Assignments answered again: the last answer counts.' })
  revised!: number;

  @Field(() => Int, { description: 'Of these, assignments answered otherwise than before.' })
  contradictory!: number;

  @Field(() => Int, { description: 'Records that came too late, and do not count.' })
  late!: number;

  @Field(() => Int, { description: 'Records that came before the washout was over, and do not count.' })
  early!: number;

  @Field(() => Float, { nullable: true, description: 'Mean seconds of the answers that count; null without any.' })
  meanSeconds!: number | null;
}

@ObjectType('ReaderStudyResults', { description: 'Results as of now, also while the study is open.' })
export class ReaderStudyResultsType {
  @Field(() => ReadingCompletenessType, { description: 'Of all readers together.' })
  completeness!: ReadingCompletenessType;

  @Field(() => [ReadingCompletenessType], { description: 'By reader.' })
  readers!: readonly ReadingCompletenessType[];

  @Field(() => RelevanceResultsType, { nullable: true, description: 'Null in a diagnostic study.' })
  relevance!: RelevanceResultsType | null;

  @Field(() => DiagnosticResultsType, { nullable: true, description: 'Null in a relevance study.' })
  diagnostic!: DiagnosticResultsType | null;
}

export function toStudyResults({ completeness, readers, relevance, diagnostic }: StudyResults): ReaderStudyResultsType {
  return {
    completeness: { reader: null, ...completeness },
    readers: readers.map(({ code, ...of }) => ({ reader: code, ...of })),
    relevance: relevance === null ? null : {
      ...relevance,
      configurations: relevance.configurations.map((one) => ({ ...one, configuration: configurationLabel(one.configuration) })),
      differences: relevance.differences.map((one) => ({ ...one, first: configurationLabel(one.first), second: configurationLabel(one.second) })),
      agreement: relevance.agreement.pairs.map((pair) => ({ ...pair, readers: pair.readers.map((place) => readers[place]?.code ?? '') })),
      alpha: relevance.agreement.alpha,
      alphaUnits: relevance.agreement.units,
    },
    diagnostic,
  };
}
