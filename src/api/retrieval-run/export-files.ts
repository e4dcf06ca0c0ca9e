import type { BenchmarkRunId, RetrievalRunId } from '../../domain/ids.js';
import type { ExportFile } from '../../services/export/export-format.js';
import type { ApiContext } from '../context.js';
import { exportPath } from '../http/export-route.js';
import { signAddress } from '../http/signed-address.js';
import type { ExportFileType } from './export.type.js';

/** Files with the addresses under which this team may fetch them. */
export function exportFiles(of: 'RetrievalRun' | 'BenchmarkRun', id: RetrievalRunId | BenchmarkRunId, files: readonly ExportFile[], { publicUrl, signingKey, team }: ApiContext): readonly ExportFileType[] {
  return files.map((file) => ({
    format: file.format,
    taxonomy: 'taxonomy' in file ? file.taxonomy : null,
    url: `${publicUrl}${signAddress(signingKey, team.teamId, exportPath(of, id, file), Date.now())}`,
  }));
}
