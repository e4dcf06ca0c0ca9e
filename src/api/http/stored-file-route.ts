import { pipeline } from 'node:stream/promises';
import type { Request, RequestHandler } from 'express';
import type { SegmentationId, TeamId, VolumeId } from '../../domain/ids.js';
import { objectKeys } from '../../services/object-keys.js';
import type { TeamCatalogue } from '../../services/ports/catalogue.js';
import type { ObjectStore } from '../../services/ports/object-store.js';
import type { ApiDependencies } from '../dependencies.js';
import { found, notFound, parseId } from '../found.js';
import { answerFailure } from './answer-failure.js';
import { signAddress } from './signed-address.js';
import { teamOfAddress } from './team-of-address.js';

interface Params extends Record<string, string> {
  readonly id: string;
}

type StoredFile = { readonly of: 'Volume'; readonly id: VolumeId } | { readonly of: 'Segmentation'; readonly id: SegmentationId; readonly volumeId: VolumeId };

const CONTENT_TYPE = 'application/gzip';

export const STORED_FILE_PATTERNS = { Volume: '/volumes/:id/voxels.nii.gz', Segmentation: '/segmentations/:id/labels.nii.gz' } as const satisfies Record<StoredFile['of'], string>;

const keyOf = (team: TeamId, file: StoredFile): string => (file.of === 'Volume' ? objectKeys.voxels(team, file.id) : objectKeys.labels(team, file.volumeId, file.id));

/** Where to GET a stored file without a token, for an hour: in the object store itself where clients reach it, else from this server. */
export async function storedFileAddress({ objects, publicUrl, signingKey }: { readonly objects: ObjectStore; readonly publicUrl: string; readonly signingKey: Uint8Array }, team: TeamId, file: StoredFile): Promise<string> {
  if (objects.presigned !== null) return objects.presigned.getAddress(keyOf(team, file), { name: `${file.id}.nii.gz`, contentType: CONTENT_TYPE });
  return `${publicUrl}${signAddress(signingKey, team, STORED_FILE_PATTERNS[file.of].replace(':id', file.id), Date.now())}`;
}

async function fileOf(of: StoredFile['of'], { team, id }: { readonly team: TeamCatalogue; readonly id: string }): Promise<StoredFile> {
  if (of === 'Volume') return { of, id: (await found(team.volumes.get(parseId('Volume', id)), 'Volume', id)).id };
  const { id: segmentationId, volumeId } = await found(team.segmentations.get(parseId('Segmentation', id)), 'Segmentation', id);
  return { of, id: segmentationId, volumeId };
}

/** `GET /volumes/:id/voxels.nii.gz` and `GET /segmentations/:id/labels.nii.gz`, with a bearer token or a signature; streamed from the object store. */
export function storedFileRoute(deps: ApiDependencies, of: StoredFile['of']): RequestHandler<Params> {
  return async (request: Request<Params>, response) => {
    try {
      const { id } = request.params;
      const team = await teamOfAddress(request, deps, notFound(of, id, 'id'));
      const key = keyOf(team.teamId, await fileOf(of, { team, id }));
      const { bytes } = await found(deps.objects.head(key), of, id);
      const content = await deps.objects.stream(key);
      response.set({
        'content-type': CONTENT_TYPE,
        'content-length': String(bytes),
        'content-disposition': `attachment; filename="${id}.nii.gz"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      });
      await pipeline(content, response);
    } catch (error) {
      // The client went away.
      if (error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE') return;
      if (!response.headersSent) {
        for (const header of ['content-length', 'content-disposition']) response.removeHeader(header);
        response.set('cache-control', 'no-store');
      }
      answerFailure(response, error, deps.log);
    }
  };
}
