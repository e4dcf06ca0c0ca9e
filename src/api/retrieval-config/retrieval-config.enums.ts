import type { Aggregation, Candidates, QueryCrop, ReRanking, RetrievalMode } from '../../domain/ranking/retrieval-config.js';
import type { Control } from '../../services/ports/run-records.js';
import { graphqlEnum } from '../graphql-enum.js';

export const RetrievalModeEnum = graphqlEnum<RetrievalMode>('RetrievalMode', 'What is compared.', {
  SLICE: 'One slice with slices.',
  VOLUME: 'All slices of a volume with volumes.',
  REGION: 'The slices that show a class with volumes.',
  LOCALIZED: 'As REGION, judged by where the match lies.',
});

export const AggregationEnum = graphqlEnum<Aggregation>('Aggregation', 'How slice hits become the stage-1 score of a volume.', {
  COUNT: 'A vote for each hit.',
  MAX: 'The best similarity.',
  SUM: 'The sum of similarities.',
});

export const CandidatesEnum = graphqlEnum<Candidates['kind']>('Candidates', 'Which volumes stage 2 sees.', {
  HIT: 'All with a hit.',
  FIRST: 'The first of these.',
  GALLERY: 'Every eligible volume; stage 1 is skipped.',
});

export const ReRankingEnum = graphqlEnum<ReRanking>('ReRanking', 'How candidates are ranked again.', {
  NONE: 'Not: the order of stage 1 stays.',
  LATE_INTERACTION: 'By the sum, over query slices, of the best similarity to any slice of the volume.',
});

export const QueryCropEnum = graphqlEnum<QueryCrop>('QueryCrop', 'How much of a slice is compared.', {
  NONE: 'The whole slice.',
  BOUNDING_BOX: 'The slice cropped in-plane to the bounding box of the region over all slices, with a margin of 10 mm. What is searched is never cropped.',
});

export const ControlEnum = graphqlEnum<Control>('Control', 'What takes the place of an encoder, to see what a figure is worth.', {
  RANDOM: 'Chance.',
  WIDEST: 'The volume that shows most classes.',
});
