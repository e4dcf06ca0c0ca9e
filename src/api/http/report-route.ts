import type { RequestHandler } from 'express';
import type { BenchmarkRunId } from '../../domain/ids.js';
import { assembleReport } from '../../services/report/assemble-report.js';
import type { ApiDependencies } from '../dependencies.js';
import { notFound, parseId } from '../found.js';
import { answerFailure } from './answer-failure.js';
import { teamOfAddress } from './team-of-address.js';

interface Params extends Record<string, string> {
  readonly id: string;
}

export const reportPath = (id: BenchmarkRunId): string => `/benchmark-runs/${id}/report.html`;

/** `GET /benchmark-runs/:id/report.html`, with a bearer token or a signature. */
export function reportRoute(deps: ApiDependencies): RequestHandler<Params> {
  return async (request, response) => {
    try {
      const id = parseId('BenchmarkRun', request.params.id);
      const team = await teamOfAddress(request, deps, notFound('BenchmarkRun', id, 'id'));
      const html = await deps.reports.render(await assembleReport(deps, team, id));
      response.set({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
      response.send(html);
    } catch (error) {
      response.set('cache-control', 'no-store');
      answerFailure(response, error, deps.log);
    }
  };
}
