/** How the figure of ours is asked for in other tools; `{k}` stands for the depth, null for: it has none that is equal. */
export interface JudgeRow {
  readonly ours: string;
  readonly pytrecEval: string | null;
  readonly irMeasures: string | null;
  readonly ranx: string | null;
  /** Under which condition they are equal, or why there is none. */
  readonly note: string;
}

const EQUAL = 'equal for each topic';

/** Every figure of ours, and which measure of pytrec_eval, ir-measures and ranx it equals on the exported files. */
export const JUDGES: readonly JudgeRow[] = [
  { ours: 'successAt({k})', pytrecEval: 'success_{k}', irMeasures: 'Success@{k}', ranx: 'hit_rate@{k}', note: EQUAL },
  { ours: 'precisionAt({k})', pytrecEval: 'P_{k}', irMeasures: 'P@{k}', ranx: 'precision@{k}', note: EQUAL },
  { ours: 'averagePrecision', pytrecEval: 'map', irMeasures: 'AP', ranx: 'map', note: EQUAL },
  { ours: 'ndcgAt({k})', pytrecEval: 'ndcg_cut_{k}', irMeasures: 'nDCG@{k}', ranx: 'ndcg@{k}', note: EQUAL },
  { ours: 'reciprocalRank', pytrecEval: 'recip_rank', irMeasures: 'RR', ranx: 'mrr', note: EQUAL },
  {
    ours: 'averagePrecisionOfReturned({k})',
    pytrecEval: null,
    irMeasures: null,
    ranx: null,
    note: 'theirs divide by all relevant items; with the relevant items that are not among the first k struck from the qrels, map_cut_{k} of pytrec_eval is equal',
  },
  {
    ours: 'recall of a class',
    pytrecEval: 'success_1',
    irMeasures: 'Success@1',
    ranx: 'hit_rate@1',
    note: 'equal as a mean over the topics of the class, if all of them are attainable and every first result was looked over for it',
  },
  { ours: 'macro mean over classes', pytrecEval: null, irMeasures: null, ranx: null, note: 'theirs average over topics, which is the mean over topics that we give beside it' },
  { ours: 'micro mean', pytrecEval: 'success_1', irMeasures: 'Success@1', ranx: 'hit_rate@1', note: 'equal as a mean over all topics, under the condition of the recall of a class' },
  { ours: 'standard deviation over classes', pytrecEval: null, irMeasures: null, ranx: null, note: 'they know no classes' },
  { ours: 'mean over attainable classes', pytrecEval: null, irMeasures: null, ranx: null, note: 'they know no classes' },
  { ours: 'mean over classes with five patients', pytrecEval: null, irMeasures: null, ranx: null, note: 'they know no patients' },
  { ours: 'unjudgedShare', pytrecEval: null, irMeasures: null, ranx: null, note: 'Judged@k of ir-measures counts items with a line in the qrels, and only relevant ones have one' },
  { ours: 'chance', pytrecEval: null, irMeasures: null, ranx: null, note: 'held to simulated random orders instead' },
  { ours: 'lift', pytrecEval: null, irMeasures: null, ranx: null, note: 'follows from the metric and its chance' },
  { ours: 'precision of class sets', pytrecEval: null, irMeasures: null, ranx: null, note: 'compares label sets, not ranks' },
  { ours: 'Jaccard of class sets', pytrecEval: null, irMeasures: null, ranx: null, note: 'compares label sets, not ranks' },
  { ours: 'winner slice ratio', pytrecEval: null, irMeasures: null, ranx: null, note: 'compares sizes, not relevance' },
  { ours: 'localization ratio', pytrecEval: null, irMeasures: null, ranx: null, note: 'judges places within a volume' },
  { ours: 'bootstrap interval', pytrecEval: null, irMeasures: null, ranx: null, note: 'held to scipy.stats.bootstrap' },
  { ours: 'Clopper–Pearson interval', pytrecEval: null, irMeasures: null, ranx: null, note: 'held to scipy.stats.binomtest' },
  {
    ours: 'sign-flip test',
    pytrecEval: null,
    irMeasures: null,
    ranx: null,
    note: 'held to scipy.stats.permutation_test; the randomisation test of ranx swaps topics one by one, ours whole patients',
  },
];
