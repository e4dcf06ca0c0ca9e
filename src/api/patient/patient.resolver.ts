import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { PatientRecord, VolumeRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { found, parseId } from '../found.js';
import type { ConnectionValue } from '../pagination.js';
import { PageArgs, pageComplexity, toPageRequest, toRecordConnection } from '../pagination.js';
import { VolumeConnectionType, VolumeType } from '../volume/volume.type.js';
import { PatientType } from './patient.type.js';

@Resolver(() => PatientType)
export class PatientResolver {
  @Authorized('READ')
  @Query(() => PatientType, { nullable: true, description: 'One patient by pseudonym. Fails with NOT_FOUND.' })
  patient(@Arg('id', () => ID, { description: 'The pseudonym.' }) id: string, @Ctx() context: ApiContext): Promise<PatientRecord> {
    return found(context.loaders.patients.load(parseId('Patient', id)), 'Patient', id);
  }

  @FieldResolver(() => VolumeConnectionType, { description: 'The patient’s volumes.', complexity: pageComplexity })
  async volumes(@Root() patient: PatientRecord, @Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<VolumeRecord>> {
    return toRecordConnection(await context.loaders.volumesOfPatients(patient.id, toPageRequest('Volume', page)));
  }
}

@Resolver(() => VolumeType)
export class VolumePatientResolver {
  @FieldResolver(() => PatientType, { description: 'The patient.' })
  patient(@Root() { patientId }: VolumeRecord): PatientRecord {
    return { id: patientId };
  }
}
