import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDicomReader } from '../src/adapters/dicom/dicom-reader.js';
import { createNiftiReader } from '../src/adapters/nifti/nifti-reader.js';
import type { CanonicalVolume } from '../src/domain/geometry/volume.js';
import { referencePython } from '../tests/testkit/python.js';
import { repository } from '../tests/testkit/running-voxseek.js';
import type { Bench } from './lib/bench.js';
import { interleave, timed } from './lib/interleave.js';
import type { Outcome } from './lib/interleave.js';
import { startPeer } from './lib/peer.js';
import { sharedScans } from './lib/shared-ct.js';

const LIMITS = { maxBytes: 2 ** 31, maxDimension: 4096 };
/**
 * Either side may use every core, since SimpleITK decodes JPEG 2000 in as many threads as there are, whatever it is told: the parts of one slice at
 * once, where ours are slices. All else is one thread's work on both sides.
 */
const THREADS = availableParallelism();
const NIFTI_FILES = 3;
const MB = 1e6;

interface Case {
  readonly name: string;
  readonly kind: 'dicom' | 'nifti';
  readonly path: string;
  readonly read: () => Promise<CanonicalVolume>;
}

const dicom = createDicomReader();
const nifti = createNiftiReader();

/** As an import does: headers of all files first, then the series that they make. */
async function readSeries(directory: string): Promise<CanonicalVolume> {
  const files = (await readdir(directory)).sort().map((name) => join(directory, name));
  const { series } = await dicom.survey(files, { limits: LIMITS, signal: new AbortController().signal });
  return (await dicom.readSeries(series[0]!, { limits: LIMITS })).volume;
}

/** Number and sum of the voxels, by which both sides are seen to have read the same. */
const summed = ({ voxels }: CanonicalVolume): readonly number[] => {
  let sum = 0;
  for (const value of voxels) sum += value;
  return [voxels.length, sum];
};

async function casesOf(plain: string, series: string): Promise<readonly Case[]> {
  const scans = (await sharedScans()).slice(0, NIFTI_FILES);
  return [
    { name: 'DICOM, plain pixels', kind: 'dicom', path: plain, read: () => readSeries(plain) },
    { name: 'DICOM, JPEG 2000', kind: 'dicom', path: series, read: () => readSeries(series) },
    ...scans.map((path, index): Case => ({ name: `NIfTI, gzip (${index + 1})`, kind: 'nifti', path, read: async () => (await nifti.readVolume(path, { limits: LIMITS })).volume })),
  ];
}

/** From files to canonical voxels in memory. `value` is MB of voxels (two bytes each) a second over all cases, `ratio` the peers' time ÷ ours where it is worst. */
export const bench: Bench = async (say) => {
  const series = join(repository, 'samples/ts-dicom/series');
  const directory = await mkdtemp(join(tmpdir(), 'voxseek-bench-'));
  const peer = await startPeer('ingest_peer.py', [directory, series, String(THREADS)], THREADS, await referencePython());
  try {
    const { plain } = await peer.next<{ readonly plain: string }>();
    const parts: Record<string, number> = {};
    let [worst, bytes, ms] = [Infinity, 0, 0];
    for (const { name, kind, path, read } of await casesOf(plain, series)) {
      let volume: CanonicalVolume | null = null;
      const found = await interleave({
        ours: async () => {
          const outcome = await timed(async () => {
            volume = await read();
            return [];
          });
          return { ...outcome, first: volume === null ? [] : summed(volume) };
        },
        peer: () => peer.ask<Outcome>(`${kind} ${path}`),
      });
      if (found.ours.first.join() !== found.peer.first.join()) throw new Error(`${name}: the voxels differ`);
      const size = 2 * (found.ours.first[0] ?? 0);
      const ratio = found.peer.ms / found.ours.ms;
      say(
        `${name}: ours ${(size / MB / (found.ours.ms / 1000)).toFixed(1)} MB/s, peer ${(size / MB / (found.peer.ms / 1000)).toFixed(1)} MB/s (${ratio.toFixed(2)}×; by processor time ${(found.peer.cpu / found.ours.cpu).toFixed(2)}×)`,
      );
      parts[name] = Number(ratio.toFixed(3));
      worst = Math.min(worst, ratio);
      bytes += size;
      ms += found.ours.ms;
    }
    return {
      bench: 'ingest',
      value: Number((bytes / MB / (ms / 1000)).toFixed(1)),
      unit: 'MB/s',
      ratio: Number(worst.toFixed(3)),
      target: '≥ 1.0 in each case',
      peer: `SimpleITK and nibabel, ${THREADS} threads`,
      parts,
    };
  } finally {
    peer.end();
    await rm(directory, { recursive: true });
  }
};
