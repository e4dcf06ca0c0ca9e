import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';
import type { UploadId } from '../../domain/ids.js';
import { resolveLayout } from '../../services/ingest/resolve-layout.js';
import { requestImport } from '../../services/ingest/request-import.js';
import { parseStructureNames } from '../../services/ingest/structure-names.js';
import type { JobRecord } from '../../services/ports/records.js';
import { LABEL_FORMATS } from '../../services/uploads/upload-formats.js';
import type { ApiContext } from '../context.js';
import { payloadOf } from '../errors/payload.js';
import { found, parseId } from '../found.js';
import { JobType } from '../job/job.type.js';
import { namedSeries, receivedUpload } from '../upload/received-upload.js';
import type { SegmentationUploadInput } from './import.input.js';
import { ImportDirectoryInput, ImportVolumeInput } from './import.input.js';

const ImportVolumePayload = payloadOf('importVolume', { job: { type: () => JobType, description: 'Its `resultIds` name the volume.' } });
const ImportDirectoryPayload = payloadOf('importDirectory', { job: { type: () => JobType, description: 'Lists every file left out.' } });

interface PatientPseudonyms {
  readonly patientPseudonym: string | null;
  readonly studyPseudonym: string | null;
}

/** Keys end here: only their keyed hashes go further. */
function pseudonymsOf(context: ApiContext, { patientKey, studyKey }: ImportVolumeInput): PatientPseudonyms {
  if (patientKey == null) {
    if (studyKey == null) return { patientPseudonym: null, studyPseudonym: null };
    throw new VoxseekError('INVALID_INPUT', 'input.studyKey: a study is one of a patient. Give `patientKey` as well.', { path: 'input.studyKey' });
  }
  const { pseudonyms } = context.services;
  const patientPseudonym = pseudonyms.patient(context.team.teamId, patientKey);
  return { patientPseudonym, studyPseudonym: studyKey == null ? null : pseudonyms.study(context.team.teamId, patientPseudonym, studyKey) };
}

/** The table as it came, once it is known to be one; nothing where none came, so that requests without one stay what they were. */
function checkedNames(text: string | null | undefined, path: string): { readonly structureNames?: string } {
  if (text == null) return {};
  try {
    parseStructureNames(text);
  } catch (error) {
    if (isVoxseekError(error)) throw new VoxseekError(error.code, `${path}: ${error.message}`, { path, cause: error });
    throw error;
  }
  return { structureNames: text };
}

async function labelsOf(context: ApiContext, scan: UploadId, input: SegmentationUploadInput | null | undefined) {
  if (input == null) return null;
  const upload = await receivedUpload(context, input.uploadId, 'input.segmentation.uploadId', LABEL_FORMATS);
  if (upload.id === scan) {
    throw new VoxseekError('INVALID_INPUT', 'input.segmentation.uploadId: this is the scan itself. Upload the label map apart.', { path: 'input.segmentation.uploadId' });
  }
  const { producer } = input;
  const names = checkedNames(input.structureNames, 'input.segmentation.structureNames');
  return {
    uploadId: upload.id,
    taxonomy: input.taxonomy,
    covers: input.covers ?? null,
    ...names,
    ...(producer == null ? {} : { producer: { kind: producer.kind, name: producer.name, version: producer.version ?? null } }),
  };
}

@Resolver()
export class ImportResolver {
  @Authorized('WRITE')
  @Mutation(() => ImportVolumePayload, { description: 'Reads an uploaded scan into a volume. The same voxels twice are one volume.' })
  async importVolume(@Arg('input', () => ImportVolumeInput, { description: 'What came and what is known of it.' }) input: ImportVolumeInput, @Ctx() context: ApiContext): Promise<{ job: JobRecord }> {
    const { team } = context;
    const upload = await receivedUpload(context, input.uploadId, 'input.uploadId');
    const datasetId = input.datasetId == null ? null : parseId('Dataset', input.datasetId, 'input.datasetId');
    if (datasetId !== null) await found(team.datasets.get(datasetId), 'Dataset', datasetId, 'input.datasetId');
    const job = await context.services.jobs.request(team, {
      kind: 'IMPORT_VOLUME',
      uploadId: upload.id,
      ...namedSeries(upload, input.series),
      labels: await labelsOf(context, upload.id, input.segmentation),
      datasetId,
      name: input.name ?? null,
      ...pseudonymsOf(context, input),
      split: input.split,
      volumeLabels: Object.fromEntries(input.labels.map(({ name, value }) => [name, value])),
    });
    return { job };
  }

  @Authorized('ADMIN')
  @Mutation(() => ImportDirectoryPayload, { description: 'Reads a directory of the server into a data set; goes on past files that it cannot take and lists each with its code. An unchanged directory is the same job, done over only if the data set has changed since.' })
  async importDirectory(@Arg('input', () => ImportDirectoryInput, { description: 'What to read.' }) input: ImportDirectoryInput, @Ctx() context: ApiContext): Promise<{ job: JobRecord }> {
    const { team, services } = context;
    const datasetId = parseId('Dataset', input.datasetId, 'input.datasetId');
    await found(team.datasets.get(datasetId), 'Dataset', input.datasetId, 'input.datasetId');
    const reading = services.ingest.ofOneListing();
    const { layout } = await resolveLayout(reading, { directory: input.directory, layout: input.layout, manifest: input.manifest ?? null });
    const source = { directory: input.directory, layout, manifest: input.manifest ?? null };
    const names = checkedNames(input.structureNames, 'input.structureNames');
    const listingHash = await reading.listingHash(source);
    return { job: await requestImport(services.jobs, team, { datasetId, ...source, listingHash, ...names }) };
  }
}
