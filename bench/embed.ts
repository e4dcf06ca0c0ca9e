import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createDicomReader } from '../src/adapters/dicom/dicom-reader.js';
import { createVolumeFiles } from '../src/adapters/nifti/volume-files.js';
import { createDiskObjectStore } from '../src/adapters/objects/disk.js';
import type { OnnxModelEntry } from '../src/services/models/model-entry.js';
import { referencePython } from '../tests/testkit/python.js';
import { bareSeconds } from './lib/bare-runtime.js';
import type { Bench } from './lib/bench.js';
import { THREADS, embedFiles, models, modelsDirectory } from './lib/pipeline.js';
import { sharedScans } from './lib/shared-ct.js';

const VOLUMES = 8;
const SERIES = fileURLToPath(new URL('../samples/ts-dicom/series/', import.meta.url));
/** The series is short: so many times it is embedded. */
const TIMES = 4;

async function pythonSeconds(entry: OnnxModelEntry, paths: readonly string[]): Promise<number> {
  const script = fileURLToPath(new URL('./embed_peer.py', import.meta.url));
  const catalogue = join(modelsDirectory, 'catalogue');
  const { stdout } = await promisify(execFile)(await referencePython(), [script, catalogue, entry.id, modelsDirectory, String(THREADS), ...paths]);
  return (JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as { readonly seconds: number }).seconds;
}

/** A series of 512 × 512 as an archive keeps it, in the directory; gives its path. */
async function storeSeries(directory: string): Promise<string> {
  const limits = { maxBytes: 2 ** 31, maxDimension: 4096 };
  const files = (await readdir(SERIES)).sort().map((name) => join(SERIES, name));
  const dicom = createDicomReader();
  const { series } = await dicom.survey(files, { limits, signal: new AbortController().signal });
  const { volume } = await dicom.readSeries(series[0]!, { limits });
  await createVolumeFiles(createDiskObjectStore(directory)).writeVolume('series.nii.gz', volume);
  return join(directory, 'series.nii.gz');
}

/** From `.nii.gz` to stored `.npy`, both encoders. `ratio` is our time ÷ the bare run's, `value` our time: of both together; `parts` tells them apart, and a series of 512 × 512 by itself. */
export const bench: Bench = async (say) => {
  const paths = (await sharedScans()).slice(0, VOLUMES);
  const parts: Record<string, number> = {};
  const total = { ours: 0, bare: 0, python: 0 };
  const directory = await mkdtemp(join(tmpdir(), 'voxseek-series-'));
  const large = new Array<string>(TIMES).fill(await storeSeries(directory));
  for (const entry of await models.bundled()) {
    if (entry.kind !== 'ONNX') continue;
    const { seconds, slices } = await embedFiles(paths, entry);
    const bare = await bareSeconds(paths[0]!, entry, slices, say);
    const python = await pythonSeconds(entry, paths);
    say(`${entry.name}: ${slices} slices; ours ${seconds.toFixed(2)} s, bare session.run ${bare.toFixed(2)} s (${(seconds / bare).toFixed(3)}×), Python ${python.toFixed(2)} s (${(python / seconds).toFixed(2)}×)`);
    parts[`${entry.name}: ours ÷ bare`] = Number((seconds / bare).toFixed(3));
    parts[`${entry.name}: Python ÷ ours`] = Number((python / seconds).toFixed(3));
    const series = await embedFiles(large, entry);
    const bareSeries = await bareSeconds(large[0]!, entry, series.slices, say);
    say(`${entry.name}: a series of 512 × 512, ${series.slices} slices; ours ${series.seconds.toFixed(2)} s, bare session.run ${bareSeries.toFixed(2)} s (${(series.seconds / bareSeries).toFixed(3)}×)`);
    parts[`${entry.name}: ours ÷ bare, 512 × 512`] = Number((series.seconds / bareSeries).toFixed(3));
    total.ours += seconds;
    total.bare += bare;
    total.python += python;
  }
  await rm(directory, { recursive: true, force: true });
  const ratio = total.ours / total.bare;
  return {
    bench: 'embed',
    value: Number(total.ours.toFixed(2)),
    unit: 's',
    ratio: Number(ratio.toFixed(3)),
    target: 'ratio ≤ 1.08 and no slower than Python',
    peer: `bare session.run ${total.bare.toFixed(2)} s; nibabel + onnxruntime in Python ${total.python.toFixed(2)} s`,
    parts,
  };
};
