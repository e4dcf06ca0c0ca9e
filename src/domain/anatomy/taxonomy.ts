/** The label vocabularies that masks come in. `SLICER_CHEST` and other small ones map to coarse classes by a data file. */
export type SourceTaxonomy = 'TOTALSEGMENTATOR_V1' | 'TOTALSEGMENTATOR_V2' | 'COARSE_29' | 'SLICER_CHEST' | 'BINARY_LESION';

/** The vocabularies that retrieval is judged in: 29 coarse and 104 fine (TotalSegmentator v1) classes. */
export type EvaluationTaxonomy = 'COARSE_29' | 'FINE_104';
