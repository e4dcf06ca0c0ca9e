import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ReaderStudyRecord, StudyDesign } from '../../services/ports/reader-study-records.js';
import type { RetrievalRunId } from '../../domain/ids.js';
import type { SnapshotRecord } from '../../services/ports/records.js';
import type { RetrievalRunRecord } from '../../services/ports/run-records.js';
import type { CreatedStudy } from '../../services/reader-studies/reader-study-service.js';
import { configurationLabel } from '../../services/reader-studies/study-export.js';
import type { ApiContext } from '../context.js';
import { payloadOf } from '../errors/payload.js';
import { found, parseId } from '../found.js';
import type { ConnectionValue } from '../pagination.js';
import { PageArgs, pageComplexity, toPageRequest, toRecordConnection } from '../pagination.js';
import { RetrievalRunType } from '../retrieval-run/retrieval-run.type.js';
import { SnapshotType } from '../snapshot/snapshot.type.js';
import type { JudgementType } from './judgement.type.js';
import { JudgementConnectionType, toJudgement } from './judgement.type.js';
import { ExportFormatEnum, ReaderStudyKindEnum } from './reader-study.enums.js';
import { CreateReaderStudyInput } from './reader-study.input.js';
import { DiagnosticDesignType, ReaderKeyType, ReaderStudyConnectionType, ReaderStudyType, RelevanceDesignType, StudyConfigurationType } from './reader-study.type.js';
import { ReaderStudyResultsType, toStudyResults } from './study-results.type.js';
import { toStudyRequest } from './study-request.js';

const CreateReaderStudyPayload = payloadOf('createReaderStudy', {
  readerStudy: { type: () => ReaderStudyType, description: 'The new study, which readers do not see yet.' },
  readerKeys: { type: () => [ReaderKeyType], description: 'One for each reader, given here once.' },
});
const OpenReaderStudyPayload = payloadOf('openReaderStudy', { readerStudy: { type: () => ReaderStudyType, description: 'The study, open.' } });
const CloseReaderStudyPayload = payloadOf('closeReaderStudy', { readerStudy: { type: () => ReaderStudyType, description: 'The study, closed.' } });

/** Every record of the study is read, and each bootstrap drawn. */
const WHOLE_STUDY = 500;

@Resolver(() => ReaderStudyType)
export class ReaderStudyResolver {
  @Authorized('READ')
  @Query(() => ReaderStudyType, { nullable: true, description: 'One reader study. Fails with NOT_FOUND.' })
  readerStudy(@Arg('id', () => ID, { description: 'Its id.' }) id: string, @Ctx() context: ApiContext): Promise<ReaderStudyRecord> {
    return found(context.loaders.readerStudies.load(parseId('ReaderStudy', id)), 'ReaderStudy', id);
  }

  @Authorized('READ')
  @Query(() => ReaderStudyConnectionType, { description: 'All reader studies of the team.', complexity: pageComplexity })
  async readerStudies(@Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<ReaderStudyRecord>> {
    return toRecordConnection(await context.team.readerStudies.list(toPageRequest('ReaderStudy', page)));
  }

  @Authorized('WRITE')
  @Mutation(() => CreateReaderStudyPayload, { description: 'Draws who reads what in which order, and makes a key for each reader. Refused with CONFLICT while a run has not succeeded.' })
  async createReaderStudy(
    @Arg('input', () => CreateReaderStudyInput, { description: 'The study.' }) input: CreateReaderStudyInput,
    @Ctx() context: ApiContext,
  ): Promise<{ readerStudy: ReaderStudyRecord; readerKeys: CreatedStudy['keys'] }> {
    const { study, keys } = await context.services.readerStudies.create(context.team, await toStudyRequest(context.team, input));
    return { readerStudy: study, readerKeys: keys };
  }

  @Authorized('WRITE')
  @Mutation(() => OpenReaderStudyPayload, { description: 'Lets readers read. Refused with CONFLICT when it was opened before.' })
  async openReaderStudy(@Arg('id', () => ID, { description: 'The study.' }) id: string, @Ctx() context: ApiContext): Promise<{ readerStudy: ReaderStudyRecord }> {
    const study = await this.readerStudy(id, context);
    return { readerStudy: await context.services.readerStudies.open(context.team, study.id) };
  }

  @Authorized('WRITE')
  @Mutation(() => CloseReaderStudyPayload, { description: 'Ends a study for good; what comes later is kept as late. Refused with CONFLICT when it is not open.' })
  async closeReaderStudy(@Arg('id', () => ID, { description: 'The study.' }) id: string, @Ctx() context: ApiContext): Promise<{ readerStudy: ReaderStudyRecord }> {
    const study = await this.readerStudy(id, context);
    return { readerStudy: await context.services.readerStudies.close(context.team, study.id) };
  }

  @FieldResolver(() => ReaderStudyKindEnum, { description: 'What readers do.' })
  kind(@Root() { design }: ReaderStudyRecord): StudyDesign['kind'] {
    return design.kind;
  }

  @FieldResolver(() => RelevanceDesignType, { nullable: true, description: 'Null in a diagnostic study.' })
  relevance(@Root() { design }: ReaderStudyRecord): StudyDesign | null {
    return design.kind === 'RELEVANCE' ? design : null;
  }

  @FieldResolver(() => DiagnosticDesignType, { nullable: true, description: 'Null in a relevance study.' })
  diagnostic(@Root() { design }: ReaderStudyRecord): StudyDesign | null {
    return design.kind === 'DIAGNOSTIC' ? design : null;
  }

  @FieldResolver(() => SnapshotType, { nullable: true, description: 'The snapshot that its volumes belong to.' })
  snapshot(@Root() { snapshotId }: ReaderStudyRecord, @Ctx() context: ApiContext): Promise<SnapshotRecord | null> {
    return context.loaders.snapshots.load(snapshotId);
  }

  @FieldResolver(() => [StudyConfigurationType], { description: 'What is compared, or shown beside cases.' })
  configurations(@Root() { design }: ReaderStudyRecord): readonly StudyConfiguration[] {
    return design.runIds.map((runId, place) => ({ label: configurationLabel(place), runId }));
  }

  @FieldResolver(() => JudgementConnectionType, { description: 'Every record, oldest first, also what was replaced and what came late or early.', complexity: pageComplexity })
  async judgements(@Root() { id }: ReaderStudyRecord, @Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<JudgementType>> {
    const codes = new Map((await context.team.readerStudies.readers(id)).map((reader) => [reader.id, reader.code]));
    const records = await context.team.readerStudies.listJudgements(id, toPageRequest('Judgement', page));
    return toRecordConnection({ ...records, items: records.items.map((record) => toJudgement(record, codes.get(record.readerId) ?? '')) });
  }

  @FieldResolver(() => ReaderStudyResultsType, { description: 'What came out so far.', complexity: ({ childComplexity }) => WHOLE_STUDY + childComplexity })
  async results(@Root() study: ReaderStudyRecord, @Ctx() context: ApiContext): Promise<ReaderStudyResultsType> {
    return toStudyResults(await context.services.readerStudies.results(context.team, study));
  }

  @FieldResolver(() => String, { description: 'All that is kept of it, as text to be saved in a file: every assignment and record, with the configurations.', complexity: WHOLE_STUDY })
  export(
    @Root() study: ReaderStudyRecord,
    @Arg('format', () => ExportFormatEnum, { description: 'How it is written.' }) format: 'CSV' | 'JSON',
    @Ctx() context: ApiContext,
  ): Promise<string> {
    return context.services.readerStudies.export(context.team, study, format);
  }
}

interface StudyConfiguration {
  readonly label: string;
  readonly runId: RetrievalRunId;
}

@Resolver(() => StudyConfigurationType)
export class StudyConfigurationResolver {
  @FieldResolver(() => RetrievalRunType, { nullable: true, description: 'The run whose ranked lists were taken; null if it is gone.' })
  run(@Root() { runId }: StudyConfiguration, @Ctx() context: ApiContext): Promise<RetrievalRunRecord | null> {
    return context.loaders.runs.load(runId);
  }
}
