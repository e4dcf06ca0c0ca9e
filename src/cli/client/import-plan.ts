import type { GraphQLClient } from './graphql-client.js';

export interface PlannedFile {
  readonly fate: 'IMPORT' | 'SKIP' | 'REFUSE';
  readonly item: string;
  readonly code: string | null;
  readonly reason: string | null;
  readonly split: string | null;
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  readonly taxonomy: string | null;
  readonly patientDeclared: boolean | null;
  readonly shape: readonly number[] | null;
  readonly spacing: readonly number[] | null;
}

/** What an import would do, as the API tells. */
export interface ImportPlan {
  readonly layout: string;
  readonly because: string;
  readonly remarks: readonly string[];
  readonly patientsAssumed: boolean;
  readonly totals: {
    readonly imported: number;
    readonly skipped: number;
    readonly refused: number;
    readonly patients: number;
    readonly slices: number;
    readonly withSegmentation: number;
    readonly splits: readonly { readonly split: string; readonly volumes: number }[];
  };
  readonly files: readonly PlannedFile[];
}

const PLAN = /* GraphQL */ `
  query Plan($input: ScanDirectoryInput!, $first: Int!) {
    importPlan(input: $input) {
      layout because remarks patientsAssumed
      totals { imported skipped refused patients slices withSegmentation splits { split volumes } }
      files(first: $first) { fate item code reason split labels { name value } taxonomy patientDeclared shape spacing }
    }
  }
`;

export async function readImportPlan(client: GraphQLClient, input: { readonly directory: string; readonly layout: string; readonly manifest: string | null }, first: number): Promise<ImportPlan> {
  return (await client.query<{ importPlan: ImportPlan }>(PLAN, { input, first })).importPlan;
}
