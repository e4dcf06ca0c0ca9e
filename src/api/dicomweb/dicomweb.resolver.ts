import { Arg, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { toDicomWebQuery } from '../../domain/dicomweb/query.js';
import { requestDicomWebImport } from '../../services/dicomweb/request-dicomweb-import.js';
import type { JobRecord, VolumeRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { payloadOf } from '../errors/payload.js';
import { found, parseId } from '../found.js';
import { JobType } from '../job/job.type.js';
import { VolumeType } from '../volume/volume.type.js';
import { ImportFromDicomWebInput } from './dicomweb.input.js';

const ImportFromDicomWebPayload = payloadOf('importFromDicomWeb', { job: { type: () => JobType, description: 'Lists every series left out, by its place in the list that the query gave.' } });

@Resolver(() => VolumeType)
export class DicomWebResolver {
  @Authorized('READ')
  @Query(() => [String], { description: 'The DICOMweb servers that the team may import from, by name.' })
  dicomWebServers(@Ctx() context: ApiContext): readonly string[] {
    return context.services.dicomWeb.names(context.team.teamId);
  }

  @Authorized('ADMIN')
  @Mutation(() => ImportFromDicomWebPayload, { description: 'Imports the CT series that a query finds at a DICOMweb server. Series that are stored already are not fetched again.' })
  async importFromDicomWeb(@Arg('input', () => ImportFromDicomWebInput, { description: 'What to fetch.' }) input: ImportFromDicomWebInput, @Ctx() context: ApiContext): Promise<{ job: JobRecord }> {
    const { team, services } = context;
    const datasetId = parseId('Dataset', input.datasetId, 'input.datasetId');
    await found(team.datasets.get(datasetId), 'Dataset', input.datasetId, 'input.datasetId');
    const query = toDicomWebQuery(input.query);
    const { jobs, pseudonyms, sealing, dicomWeb: servers } = services;
    return { job: await requestDicomWebImport({ jobs, servers, pseudonyms, sealing }, team, { datasetId, server: input.server, query }) };
  }

  @FieldResolver(() => String, { nullable: true, description: 'Where its study can be looked at: the viewer of the server that it came from. It holds the UID of the study, which is stored nowhere in clear. Null without a viewer.' })
  viewerUrl(@Root() { origin }: VolumeRecord, @Ctx() { services, team }: ApiContext): string | null {
    if (origin?.viewer == null) return null;
    const { server, sealedStudyUid } = origin.viewer;
    const studyInstanceUid = services.sealing.open(team.teamId, 'study-uid', sealedStudyUid);
    return studyInstanceUid === null ? null : services.dicomWeb.viewerUrl(team.teamId, server, studyInstanceUid);
  }
}
