import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { encoderFamilies } from '../../domain/evaluation/encoder-families.js';
import type { EncoderFamilies } from '../../domain/evaluation/encoder-families.js';
import { statedOf } from '../../services/models/model-entry.js';
import type { AnnotationRecord, LookedOverlap, NearDuplicateRecord } from '../../services/ports/benchmark-findings.js';
import type { JobError, PatientRecord, VolumeRecord } from '../../services/ports/records.js';
import type { BenchmarkRunRecord } from '../../services/ports/run-records.js';
import type { ApiContext } from '../context.js';
import { JobErrorType } from '../job/job.type.js';
import { PatientType } from '../patient/patient.type.js';
import { VolumeType } from '../volume/volume.type.js';
import { benchmarkEncoders, modelsOf } from './benchmark-encoders.js';
import type { BenchmarkEncoder } from './benchmark-encoders.js';
import { BenchmarkAnnotationType, BenchmarkEncoderType, BenchmarkOverlapType, EncoderFamiliesType, NearDuplicateType } from './benchmark-findings.type.js';
import { BenchmarkRunType } from './benchmark-run.type.js';

@Resolver(() => BenchmarkRunType)
export class BenchmarkFindingsResolver {
  @FieldResolver(() => BenchmarkOverlapType, { nullable: true, description: 'Patients and near-duplicate volumes on both sides, looked for before anything is measured. Null until then, and where it could not be looked for: `overlapError` then says why.' })
  overlap(@Root() { overlap }: BenchmarkRunRecord): LookedOverlap | null {
    return overlap?.state === 'LOOKED' ? overlap : null;
  }

  @FieldResolver(() => JobErrorType, { nullable: true, description: 'Why overlap could not be looked for, which keeps nothing from being measured; null otherwise.' })
  overlapError(@Root() { overlap }: BenchmarkRunRecord): JobError | null {
    return overlap?.state === 'FAILED' ? overlap.error : null;
  }

  @FieldResolver(() => BenchmarkAnnotationType, { nullable: true, description: 'The standards of annotation on both sides, and the classes that cannot be evaluated for it. Null until the labels of both were read, before overlap is looked for.' })
  annotation(@Root() { annotation }: BenchmarkRunRecord): AnnotationRecord | null {
    return annotation;
  }

  @FieldResolver(() => [BenchmarkEncoderType], { description: 'Its encoders, at most 21, and what they learned from.', complexity: ({ childComplexity }) => 1 + 5 * childComplexity })
  async encoders(@Root() { benchmarkId }: BenchmarkRunRecord, @Ctx() context: ApiContext): Promise<readonly BenchmarkEncoder[]> {
    const benchmark = await context.loaders.benchmarks.load(benchmarkId);
    return benchmark === null ? [] : benchmarkEncoders(benchmark.definition, context);
  }

  @FieldResolver(() => EncoderFamiliesType, { description: 'Whether its encoders stand for supervised and self-supervised learning, or for themselves.' })
  async families(@Root() { benchmarkId }: BenchmarkRunRecord, @Ctx() context: ApiContext): Promise<EncoderFamilies> {
    const benchmark = await context.loaders.benchmarks.load(benchmarkId);
    const models = benchmark === null ? [] : await modelsOf(benchmark.definition, context);
    return encoderFamilies(
      models.map((model) => {
        const { precision, pretraining } = statedOf(model);
        return { name: model.name, precision, supervision: pretraining.supervision };
      }),
    );
  }
}

@Resolver(() => BenchmarkOverlapType)
export class BenchmarkOverlapResolver {
  @FieldResolver(() => [PatientType], {
    description: 'Patients with volumes on both sides. No query finds its own patient: such a patient makes a gallery smaller. Empty where each patient is left out in turn; without those whose volumes were deleted.',
    complexity: ({ childComplexity }) => 1 + 20 * childComplexity,
  })
  async sharedPatients(@Root() { sharedPatients }: LookedOverlap, @Ctx() { loaders }: ApiContext): Promise<readonly PatientRecord[]> {
    const patients = await loaders.patients.loadMany(sharedPatients);
    return patients.filter((patient): patient is PatientRecord => patient !== null && !(patient instanceof Error));
  }
}

@Resolver(() => NearDuplicateType)
export class NearDuplicateResolver {
  @FieldResolver(() => VolumeType, { nullable: true, description: 'The volume that asks; null once it was deleted.' })
  query(@Root() { queryVolumeId }: NearDuplicateRecord, @Ctx() { loaders }: ApiContext): Promise<VolumeRecord | null> {
    return loaders.volumes.load(queryVolumeId);
  }

  @FieldResolver(() => VolumeType, { nullable: true, description: 'The volume that it may find; null once it was deleted.' })
  gallery(@Root() { galleryVolumeId }: NearDuplicateRecord, @Ctx() { loaders }: ApiContext): Promise<VolumeRecord | null> {
    return loaders.volumes.load(galleryVolumeId);
  }
}
