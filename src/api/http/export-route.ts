import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RequestHandler } from 'express';
import type { BenchmarkRunId, RetrievalRunId } from '../../domain/ids.js';
import type { ExportFile, ExportFormat } from '../../services/export/export-format.js';
import { fileNamed, fileNameOf } from '../../services/export/export-format.js';
import type { ApiDependencies } from '../dependencies.js';
import { notFound, parseId } from '../found.js';
import { answerFailure } from './answer-failure.js';
import { teamOfAddress } from './team-of-address.js';

interface Params extends Record<string, string> {
  readonly id: string;
  readonly file: string;
}

type Exporter = 'RetrievalRun' | 'BenchmarkRun';

const FOLDERS = { RetrievalRun: 'retrieval-runs', BenchmarkRun: 'benchmark-runs' } as const satisfies Record<Exporter, string>;

const CONTENT_TYPES = {
  TREC_RUN: 'text/plain; charset=utf-8',
  TREC_QRELS: 'text/plain; charset=utf-8',
  CSV: 'text/csv; charset=utf-8; header=present',
  JSON: 'application/json; charset=utf-8',
} as const satisfies Record<ExportFormat, string>;

export const exportPath = (of: Exporter, id: RetrievalRunId | BenchmarkRunId, file: ExportFile): string => `/${FOLDERS[of]}/${id}/${fileNameOf(file)}`;

export const exportPattern = (of: Exporter): string => `/${FOLDERS[of]}/:id/:file`;

/** `GET /retrieval-runs/:id/:file` and `GET /benchmark-runs/:id/:file`, with a bearer token or a signature; written as it is made. */
export function exportRoute(deps: ApiDependencies, of: Exporter): RequestHandler<Params> {
  return async (request, response) => {
    try {
      const { id, file: name } = request.params;
      const absent = notFound(of, id, 'id');
      const team = await teamOfAddress(request, deps, absent);
      const file = fileNamed(name);
      if (file === null) throw absent;
      const content = await (of === 'RetrievalRun' ? deps.exports.exportRun(team, parseId(of, id), file) : deps.exports.exportBenchmark(team, parseId(of, id), file));
      response.set({
        'content-type': CONTENT_TYPES[file.format],
        'content-disposition': `attachment; filename="${id}.${name}"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      });
      await pipeline(Readable.from(content), response);
    } catch (error) {
      // The client went away.
      if (error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE') return;
      if (!response.headersSent) response.set('cache-control', 'no-store');
      answerFailure(response, error, deps.log);
    }
  };
}
