import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { PatientRecord, StudyRecord, VolumeRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { found, parseId } from '../found.js';
import type { ConnectionValue } from '../pagination.js';
import { PageArgs, pageComplexity, toPageRequest, toRecordConnection } from '../pagination.js';
import { PatientType } from '../patient/patient.type.js';
import { VolumeConnectionType, VolumeType } from '../volume/volume.type.js';
import { StudyType } from './study.type.js';

@Resolver(() => StudyType)
export class StudyResolver {
  @Authorized('READ')
  @Query(() => StudyType, { nullable: true, description: 'One study by pseudonym. Fails with NOT_FOUND.' })
  study(@Arg('id', () => ID, { description: 'The pseudonym.' }) id: string, @Ctx() context: ApiContext): Promise<StudyRecord> {
    return found(context.loaders.studies.load(parseId('Study', id)), 'Study', id);
  }

  @FieldResolver(() => PatientType, { description: 'Whose it is.' })
  patient(@Root() { patientId }: StudyRecord): PatientRecord {
    return { id: patientId };
  }

  @FieldResolver(() => VolumeConnectionType, { description: 'Its volumes.', complexity: pageComplexity })
  async volumes(@Root() study: StudyRecord, @Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<VolumeRecord>> {
    return toRecordConnection(await context.loaders.volumesOfStudies(study.id, toPageRequest('Volume', page)));
  }
}

@Resolver(() => VolumeType)
export class VolumeStudyResolver {
  @FieldResolver(() => StudyType, { description: 'The study.' })
  study(@Root() { studyId, patientId }: VolumeRecord): StudyRecord {
    return { id: studyId, patientId };
  }
}
