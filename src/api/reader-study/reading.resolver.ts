import { Arg, Authorized, Ctx, FieldResolver, Float, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Verdict } from '../../services/ports/reader-study-records.js';
import type { VolumeRecord } from '../../services/ports/records.js';
import type { ShownAssignment } from '../../services/reader-studies/reading.js';
import { requireReader } from '../auth.js';
import type { ApiContext } from '../context.js';
import { payloadOf } from '../errors/payload.js';
import { parseId } from '../found.js';
import { signThumbnail } from '../slice/thumbnail-url.js';
import { DEFAULT_THUMBNAIL_SIZE, requireSize, requireWindow } from '../slice/window.js';
import { JudgementType, toJudgement } from './judgement.type.js';
import { RecordAnswerInput, RecordJudgementInput } from './reading.input.js';
import type { ReaderAssignmentType } from './reading.type.js';
import { ReadingType, ShownVolumeType, toReading } from './reading.type.js';
import { parseGrade } from './study-request.js';

const RecordJudgementPayload = payloadOf('recordJudgement', { judgement: { type: () => JudgementType, description: 'What was kept.' } });
const RecordAnswerPayload = payloadOf('recordAnswer', { judgement: { type: () => JudgementType, description: 'What was kept.' } });

type Given = Pick<RecordAnswerInput, 'assignmentId' | 'seconds' | 'comment'>;

/** Fields for who sends the key of a reader: they reach what is assigned to this reader, and nothing else. */
@Resolver()
export class ReadingResolver {
  @Authorized('READER')
  @Query(() => ReadingType, { description: 'What the reader whose key is sent is to judge next.' })
  async nextAssignment(@Ctx() context: ApiContext): Promise<ReadingType> {
    const reading = await context.services.readerStudies.read(context.readerTeam, requireReader(context).reader);
    return toReading(reading, reading.next === null ? null : await withVolumes(context, reading.next));
  }

  @Authorized('READER')
  @Mutation(() => RecordJudgementPayload, { description: 'Grades a result; again, to correct it: the last grade counts. Refused with NOT_FOUND for what is not assigned to the reader. After the study was closed it is kept as late.' })
  async recordJudgement(
    @Arg('input', () => RecordJudgementInput, { description: 'The grade.' }) input: RecordJudgementInput,
    @Ctx() context: ApiContext,
  ): Promise<{ judgement: JudgementType }> {
    return record(context, input, { kind: 'GRADE', grade: parseGrade(input.grade, 'input.grade') });
  }

  @Authorized('READER')
  @Mutation(() => RecordAnswerPayload, { description: 'Answers a case; again, to correct it: the last answer counts. Refused with CONFLICT before the washout is over. After the study was closed it is kept as late.' })
  async recordAnswer(
    @Arg('input', () => RecordAnswerInput, { description: 'The answer.' }) input: RecordAnswerInput,
    @Ctx() context: ApiContext,
  ): Promise<{ judgement: JudgementType }> {
    return record(context, input, { kind: 'ANSWER', positive: input.positive, confidence: input.confidence });
  }
}

async function record(context: ApiContext, input: Given, verdict: Verdict): Promise<{ judgement: JudgementType }> {
  const { reader } = requireReader(context);
  const assignmentId = parseId('Assignment', input.assignmentId, 'input.assignmentId');
  const kept = await context.services.readerStudies.record(context.readerTeam, reader, { assignmentId, verdict, seconds: input.seconds, comment: input.comment ?? null });
  return { judgement: toJudgement(kept, reader.code) };
}

/** Null when a volume was deleted this very moment. */
async function withVolumes(context: ApiContext, { id, session, question, ...ids }: ShownAssignment): Promise<ReaderAssignmentType | null> {
  const wanted = [ids.volumeId, ...(ids.resultVolumeId === null ? [] : [ids.resultVolumeId]), ...(ids.retrievedVolumeIds ?? [])];
  const volumes = new Map((await context.readerTeam.volumes.getMany(wanted)).map((volume) => [volume.id, volume]));
  const volume = volumes.get(ids.volumeId);
  const result = ids.resultVolumeId === null ? null : volumes.get(ids.resultVolumeId);
  if (volume === undefined || result === undefined) return null;
  return { id, session, question, volume, result, retrieved: ids.retrievedVolumeIds?.flatMap((each) => volumes.get(each) ?? []) ?? null };
}

@Resolver(() => ShownVolumeType)
export class ShownVolumeResolver {
  @FieldResolver(() => String, { nullable: true, description: 'Address of a PNG of one axial slice, in radiological orientation (patient’s right on the left); works for an hour without a key. Null beyond the last slice.' })
  thumbnailUrl(
    @Root() volume: VolumeRecord,
    @Arg('slice', () => Int, { description: 'From 0, inferior to superior.' }) slice: number,
    @Arg('center', () => Float, { defaultValue: 40, description: 'Middle of the window in Hounsfield units, −32,768 … 32,767.' }) center: number,
    @Arg('width', () => Float, { defaultValue: 400, description: 'Width of the window in Hounsfield units, 1 … 65,535.' }) width: number,
    @Arg('size', () => Int, { defaultValue: DEFAULT_THUMBNAIL_SIZE, description: 'Pixels of the longer edge, 16 … 2,048.' }) size: number,
    @Ctx() context: ApiContext,
  ): string | null {
    if (slice < 0 || slice >= volume.shape[2]) return null;
    const request = { volumeId: volume.id, plane: 'AXIAL' as const, slice, ...requireWindow(center, width), size: requireSize(size) };
    return `${context.publicUrl}${signThumbnail(context.signingKey, context.readerTeam.teamId, request, Date.now())}`;
  }
}
