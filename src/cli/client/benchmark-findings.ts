import type { EvaluationTaxonomy, SourceTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { ErrorCode } from '../../domain/errors/error-codes.js';
import type { Precision, Supervision } from '../../domain/evaluation/encoder-families.js';
import type { SourceInclusion } from '../../domain/evaluation/includes-source.js';
import type { JobState } from '../../services/ports/records.js';
import type { GraphQLClient } from './graphql-client.js';

/** What was found about a benchmark besides its figures. */
export interface BenchmarkFindings {
  readonly overlap: {
    readonly sharedPatients: readonly { readonly id: string }[];
    readonly nearDuplicates: readonly { readonly query: NamedVolume | null; readonly gallery: NamedVolume | null; readonly similarity: number }[];
    readonly looked: { readonly pairs: number; readonly leftOut: number; readonly found: number; readonly threshold: number };
  } | null;
  /** Why it could not be looked for. */
  readonly overlapError: { readonly code: ErrorCode; readonly message: string } | null;
  readonly annotation: {
    readonly queries: readonly SourceTaxonomy[];
    readonly gallery: readonly SourceTaxonomy[];
    readonly unevaluable: readonly { readonly taxonomy: EvaluationTaxonomy; readonly classes: readonly string[] }[];
  } | null;
  readonly encoders: readonly {
    readonly model: { readonly name: string; readonly precision: Precision; readonly pretrainedOn: { readonly data: string; readonly supervision: Supervision } };
    readonly querySource: string;
    readonly includesQuerySource: SourceInclusion;
  }[];
  readonly families: { readonly statement: string | null };
  readonly robustness: readonly {
    readonly perturbation: string;
    readonly run: { readonly state: JobState };
    readonly baseline: { readonly name: string };
    readonly figures: readonly { readonly recall: number | null; readonly baselineRecall: number | null; readonly difference: number | null; readonly interval: { readonly low: number; readonly high: number } | null; readonly p: number | null; readonly pHolm: number | null; readonly classes: number }[];
  }[];
}

interface NamedVolume {
  readonly id: string;
  readonly name: string | null;
}

const FINDINGS = /* GraphQL */ `
  query Findings($id: ID!) {
    benchmarkRun(id: $id) {
      overlap {
        sharedPatients { id }
        nearDuplicates { query { id name } gallery { id name } similarity }
        looked { pairs leftOut found threshold }
      }
      overlapError { code message }
      annotation { queries gallery unevaluable { taxonomy classes } }
      encoders { model { name precision pretrainedOn { data supervision } } querySource includesQuerySource }
      families { statement }
      robustness { perturbation run { state } baseline { name } figures { recall baselineRecall difference interval { low high } p pHolm classes } }
    }
  }
`;

export async function fetchBenchmarkFindings(client: GraphQLClient, benchmarkRunId: string): Promise<BenchmarkFindings | null> {
  return (await client.query<{ benchmarkRun: BenchmarkFindings | null }>(FINDINGS, { id: benchmarkRunId })).benchmarkRun;
}
