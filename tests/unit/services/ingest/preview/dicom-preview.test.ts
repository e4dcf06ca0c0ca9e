import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createDicomReader } from '../../../../../src/adapters/dicom/dicom-reader.js';
import { createImportSource } from '../../../../../src/adapters/filesystem/import-source.js';
import { openHeaderReader } from '../../../../../src/cli/wiring/volume-reader.js';
import { readDirectories } from '../../../../../src/services/ingest/create-ingest-service.js';
import { createImportPreviews } from '../../../../../src/services/ingest/preview/create-import-previews.js';
import type { DicomReader } from '../../../../../src/services/ports/dicom-reader.js';
import { seriesSlices } from '../../../../testkit/dicom-series.js';

const root = mkdtempSync(join(tmpdir(), 'voxseek-preview-'));
afterAll(() => rmSync(root, { recursive: true }));

const limits = { maxBytes: 1 << 26, maxDimension: 1024 };

/** A reader that takes the files away once their headers were read. */
function onceOnly(directories: readonly string[]): DicomReader {
  const reader = createDicomReader();
  return {
    ...reader,
    async survey(files, options) {
      const survey = await reader.survey(files, options);
      for (const directory of directories) rmSync(directory, { recursive: true });
      return survey;
    },
  };
}

it('reads the headers of DICOM once, and refuses what its import refuses, with the same code', async () => {
  const directories = ['whole', 'single', 'gap'].map((name) => join(root, name));
  const series = [seriesSlices(3, 2, { series: '1.1' }), seriesSlices(1, 2, { series: '1.2' }), seriesSlices(6, 2, { series: '1.3' }).filter((_, at) => at !== 3)];
  for (const [at, files] of series.entries()) {
    mkdirSync(directories[at]!);
    files.forEach((bytes, index) => writeFileSync(join(directories[at]!, String(index)), bytes));
  }
  const dicom = createDicomReader();
  const plain = readDirectories({ source: createImportSource(), importRoots: [root], dicom, limits });
  const outcomes: Record<string, unknown> = {};
  for (const { item, source } of (await plain.planDirectory({ directory: root, layout: 'DICOM', manifest: null })).items) {
    if (source.kind !== 'DICOM_SERIES') throw new Error('no series');
    outcomes[item] = await dicom.readSeries(source, { limits }).then(({ volume }) => volume.shape, (error: unknown) => (error as { readonly code: string }).code);
  }
  const previews = createImportPreviews({ headers: openHeaderReader(limits), ingest: { ofOneListing: () => readDirectories({ source: createImportSource(), importRoots: [root], dicom: onceOnly(directories), limits }) } });
  const { rows } = await previews.preview({ directory: root, layout: 'DICOM', manifest: null });
  const previewed = Object.fromEntries(rows.map((row) => [row.item, row.kind === 'IMPORT' ? row.shape : row.kind === 'REFUSE' ? row.code : row.kind]));
  expect(previewed).toEqual(outcomes);
  expect(new Set(Object.values(outcomes).filter((outcome) => typeof outcome === 'string'))).toEqual(new Set(['TOO_FEW_SLICES', 'SLICES_MISSING']));
});
