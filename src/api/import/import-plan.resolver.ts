import { Arg, Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { ImportPreview, PreviewRow } from '../../services/ingest/preview/import-preview.js';
import type { Split } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { ImportPlanType, ImportTotalsType, PlannedFileArgs, PlannedFileType } from './import-plan.type.js';
import { ScanDirectoryInput } from './import.input.js';

function plannedFile(row: PreviewRow): PlannedFileType {
  const nothing = { code: null, reason: null, split: null, labels: [], taxonomy: null, patientDeclared: null, shape: null, spacing: null };
  const { kind: fate, item } = row;
  switch (row.kind) {
    case 'IMPORT': {
      const { split, taxonomy, patientDeclared, shape, spacing } = row;
      return { ...nothing, fate, item, split, taxonomy, patientDeclared, shape, spacing, labels: Object.entries(row.labels).map(([name, value]) => ({ name, value })) };
    }
    case 'SKIP':
      return { ...nothing, fate, item, reason: row.reason };
    case 'REFUSE':
      return { ...nothing, fate, item, code: row.code, reason: row.reason };
  }
}

@Resolver(() => ImportPlanType)
export class ImportPlanResolver {
  @Authorized('ADMIN')
  @Query(() => ImportPlanType, { nullable: true, description: 'What `importDirectory` would do, before it is done: read-only. Fails with the codes of a directory or table that cannot be read.' })
  async importPlan(@Arg('input', () => ScanDirectoryInput, { description: 'What to read.' }) input: ScanDirectoryInput, @Ctx() { services }: ApiContext): Promise<ImportPreview> {
    return services.previews.preview({ directory: input.directory, layout: input.layout, manifest: input.manifest ?? null });
  }

  @FieldResolver(() => ImportTotalsType)
  totals(@Root() { totals }: ImportPreview): ImportTotalsType {
    const splits = (Object.entries(totals.splits) as [Split, number][]).filter(([, volumes]) => volumes > 0).map(([split, volumes]) => ({ split, volumes }));
    return { ...totals, splits };
  }

  @FieldResolver(() => [PlannedFileType], {
    description: 'What is imported, then what is refused, then what is skipped.',
    // All rows are at hand: a page is as cheap as its length in bytes.
    complexity: ({ args, childComplexity }: { readonly args: { readonly first?: number }; readonly childComplexity: number }) => 1 + Math.ceil(((args.first ?? 1_000) * childComplexity) / 100),
  })
  files(@Root() { rows }: ImportPreview, @Args(() => PlannedFileArgs) { first, offset }: PlannedFileArgs): readonly PlannedFileType[] {
    return rows.slice(offset, offset + first).map(plannedFile);
  }
}
