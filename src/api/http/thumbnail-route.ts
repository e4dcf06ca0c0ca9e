import type { Request, RequestHandler } from 'express';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { PLANES, slicesIn } from '../../domain/geometry/planes.js';
import type { Plane } from '../../domain/geometry/planes.js';
import type { Id } from '../../domain/ids.js';
import { isId } from '../../domain/ids.js';
import type { TeamCatalogue } from '../../services/ports/catalogue.js';
import { authenticateHeader, requireScope } from '../auth.js';
import type { ApiDependencies } from '../dependencies.js';
import { found, notFound, parseId } from '../found.js';
import type { ThumbnailRequest } from '../slice/thumbnail-url.js';
import { isSigned } from '../slice/thumbnail-url.js';
import { DEFAULT_THUMBNAIL_SIZE, requireSize, requireWindow } from '../slice/window.js';
import { answerFailure } from './answer-failure.js';

interface Params extends Record<string, string> {
  readonly id: string;
  readonly slice: string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function number(value: unknown, fallback: number): number {
  return value === undefined || value === '' ? fallback : Number(text(value));
}

/** Axial without a name. Throws INVALID_INPUT. */
function planeNamed(name: string): Plane {
  const plane = PLANES.find((known) => known.toLowerCase() === name.toLowerCase());
  if (plane === undefined && name !== '') throw new VoxseekError('INVALID_INPUT', `plane is "${name}"; it must be axial, coronal or sagittal.`, { path: 'plane' });
  return plane ?? 'AXIAL';
}

/** The team of a signed address; null without a good signature. */
function signedTeam(request: Request<Params>, key: Uint8Array, thumbnail: ThumbnailRequest): Id<'Team'> | null {
  const { team, expires, signature } = request.query;
  const teamId = text(team);
  if (!isId('Team', teamId)) return null;
  return isSigned(key, { team: teamId, expires: Number(text(expires)), signature: text(signature) }, thumbnail, Date.now()) ? teamId : null;
}

async function teamOf(request: Request<Params>, deps: ApiDependencies, thumbnail: ThumbnailRequest): Promise<TeamCatalogue> {
  if (request.query.signature === undefined) {
    const viewer = requireScope(await authenticateHeader(deps.teams, request.headers.authorization), 'READ');
    return deps.catalogue.team(viewer.teamId);
  }
  const teamId = signedTeam(request, deps.signingKey, thumbnail);
  // A forged address tells no more than one of a volume that is not there.
  if (teamId === null) throw notFound('Volume', thumbnail.volumeId, 'id');
  return deps.catalogue.team(teamId);
}

/** `GET /volumes/:id/slices/:k.png?center=40&width=400&size=256&plane=coronal`, with a bearer token or a signature. */
export function thumbnailRoute(deps: ApiDependencies): RequestHandler<Params> {
  return async (request, response) => {
    try {
      const { center, width } = requireWindow(number(request.query.center, 40), number(request.query.width, 400));
      const volumeId = parseId('Volume', request.params.id);
      const slice = Number(request.params.slice);
      const size = requireSize(number(request.query.size, DEFAULT_THUMBNAIL_SIZE));
      const plane = planeNamed(text(request.query.plane));
      const thumbnail = { volumeId, plane, slice, center, width, size };
      const team = await teamOf(request, deps, thumbnail);
      const volume = await found(team.volumes.get(volumeId), 'Volume', volumeId);
      if (!Number.isInteger(slice) || slice < 0 || slice >= slicesIn(plane, volume.shape)) throw notFound('Volume', `${volumeId}/slices/${request.params.slice}`, 'slice');
      const png = await deps.thumbnails.render(team, volumeId, { plane, slice }, { window: { center, width }, size });
      response.set({ 'content-type': 'image/png', 'cache-control': 'private, max-age=3600, immutable', 'x-content-type-options': 'nosniff' });
      response.send(Buffer.from(png));
    } catch (error) {
      response.set('cache-control', 'no-store');
      answerFailure(response, error, deps.log);
    }
  };
}
