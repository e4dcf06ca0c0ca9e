import type { RequestHandler } from 'express';
import { isId } from '../../domain/ids.js';
import type { ApiDependencies } from '../dependencies.js';
import { notFound, parseId } from '../found.js';
import { isSignedAlignment } from '../search/alignment-address.js';
import { readRanges } from '../search/slice-ranges.js';
import { answerFailure } from './answer-failure.js';

/** `GET /alignments.svg?index=…&query=…&slices=3-40,45&volume=…`, and of a cropped query `&region=…&segmentation=…`, with the signature that a search gave. */
export function alignmentRoute(deps: ApiDependencies): RequestHandler {
  return async (request, response) => {
    try {
      const query = Object.fromEntries(Object.entries(request.query).map(([name, value]) => [name, typeof value === 'string' ? value : '']));
      const team = query.team ?? '';
      // A forged address tells no more than one of a volume that is not there.
      if (!isId('Team', team) || !isSignedAlignment(deps.signingKey, query, Date.now())) throw notFound('Volume', query.volume ?? '', 'volume');
      const asked = query.query ?? '';
      const svg = await deps.alignments.render(deps.catalogue.team(team), {
        indexId: parseId('VectorIndex', query.index ?? ''),
        source: isId('QueryVolume', asked) ? { kind: 'QUERY_VOLUME', queryVolumeId: asked } : { kind: 'VOLUME', volumeId: parseId('Volume', asked) },
        querySlices: readRanges(query.slices ?? ''),
        croppedTo: query.region === undefined ? null : { region: query.region, segmentationId: parseId('Segmentation', query.segmentation ?? '') },
        volumeId: parseId('Volume', query.volume ?? ''),
      });
      response.set({
        'content-type': 'image/svg+xml; charset=utf-8',
        'cache-control': 'private, max-age=3600',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
        'x-content-type-options': 'nosniff',
      });
      response.send(svg);
    } catch (error) {
      response.set('cache-control', 'no-store');
      answerFailure(response, error, deps.log);
    }
  };
}
