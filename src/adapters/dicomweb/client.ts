import { mkdir, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { DicomWebServer, FoundSeries, RetrieveOptions } from '../../services/ports/dicomweb.js';
import { failureOfStatus, malformed } from './failures.js';
import { boundaryOf, MalformedMultipart, readMultipart } from './multipart.js';
import type { PartSink } from './multipart.js';
import { ctSeriesOf, parametersOf, readDatasets, studyUidOf } from './qido.js';
import { bodyOf, get } from './request.js';
import type { Waiting } from './retrying.js';
import { retrying } from './retrying.js';
import type { ServerConfig } from './server-config.js';

const JSON_LIST = 'application/dicom+json';
/** In whatever transfer syntax it is stored: nothing is converted on the way. */
const INSTANCES = 'multipart/related; type="application/dicom"; transfer-syntax=*';
const STUDIES_A_PAGE = 200;
const LARGEST_SERIES = 20_000;

async function answered(server: ServerConfig, path: string, accept: string, signal: AbortSignal): Promise<IncomingMessage> {
  const answer = await get(server, path, accept, signal);
  const status = answer.statusCode ?? 0;
  if (status === 200 || status === 206 || (status === 204 && accept === JSON_LIST)) return answer;
  answer.destroy();
  throw failureOfStatus(server.name, status);
}

async function receive(server: ServerConfig, answer: IncomingMessage, directory: string, { maxBytes, onBytes }: RetrieveOptions): Promise<{ readonly files: number; readonly bytes: number }> {
  let [bytes, files] = [0, 0];
  let file: FileHandle | null = null;
  const closed = async (): Promise<void> => {
    await file?.close();
    file = null;
  };
  const sink: PartSink = {
    async write(chunk) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new VoxseekError('FILE_TOO_LARGE', `The series has more than ${maxBytes} bytes.`, { path: 'series' });
      await file?.appendFile(chunk);
      onBytes(bytes);
    },
    end: closed,
  };
  try {
    await readMultipart(bodyOf(answer), boundaryOf(answer.headers['content-type']), async (headers) => {
      const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? 'application/dicom';
      if (type !== 'application/dicom') throw new MalformedMultipart('a part is not application/dicom');
      files += 1;
      if (files > LARGEST_SERIES) throw new VoxseekError('LIMIT_EXCEEDED', `The series has more than ${LARGEST_SERIES} instances.`, { path: 'series' });
      file = await open(join(directory, `${String(files).padStart(5, '0')}.dcm`), 'wx');
      return sink;
    });
    return { files, bytes };
  } catch (error) {
    throw error instanceof MalformedMultipart ? malformed(server.name, error.message) : error;
  } finally {
    await closed();
    answer.destroy();
  }
}

async function emptied(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
}

/** A client of one configured server. Whatever may pass is tried again a few times, later each time. */
export function createDicomWebClient(server: ServerConfig, waiting: Waiting): DicomWebServer {
  const list = (path: string, parameters: URLSearchParams, signal: AbortSignal) =>
    retrying(server.name, waiting, signal, async () => readDatasets(server.name, await answered(server, `${path}?${parameters.toString()}`, JSON_LIST, signal)));

  async function studies(parameters: URLSearchParams, signal: AbortSignal): Promise<readonly string[]> {
    const found = new Set<string>();
    for (;;) {
      parameters.set('limit', String(STUDIES_A_PAGE));
      parameters.set('offset', String(found.size));
      const page = await list('/studies', parameters, signal);
      const before = found.size;
      for (const data of page) found.add(studyUidOf(server.name, data));
      requireFew(found.size);
      // A server that heeds neither limit nor offset gives the whole at once, and then the same again.
      if (page.length !== STUDIES_A_PAGE || found.size === before) return [...found].sort();
    }
  }

  function requireFew(count: number): void {
    if (count <= server.maxSeries) return;
    throw new VoxseekError('LIMIT_EXCEEDED', `More than ${server.maxSeries} studies or series of ${server.name} match. Narrow the query.`, { path: 'query', details: { server: server.name } });
  }

  return {
    async findSeries(query, signal) {
      const found = new Map<string, FoundSeries>();
      for (const study of await studies(parametersOf(query, 'STUDY'), signal)) {
        const parameters = parametersOf(query, 'SERIES');
        parameters.set('Modality', 'CT');
        parameters.append('includefield', 'NumberOfSeriesRelatedInstances');
        for (const data of await list(`/studies/${study}/series`, parameters, signal)) {
          const series = ctSeriesOf(server.name, study, data);
          if (series !== null) found.set(series.seriesInstanceUid, series);
        }
        requireFew(found.size);
      }
      return [...found.values()];
    },

    retrieveSeries(series, directory, options) {
      const path = `/studies/${series.studyInstanceUid}/series/${series.seriesInstanceUid}`;
      return retrying(server.name, waiting, options.signal, async () => {
        await emptied(directory);
        options.onBytes(0);
        return receive(server, await answered(server, path, INSTANCES, options.signal), directory, options);
      });
    },
  };
}
