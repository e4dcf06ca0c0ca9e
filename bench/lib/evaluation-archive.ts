import { classesOf } from '../../src/domain/anatomy/labels.js';
import type { EvaluationTaxonomy } from '../../src/domain/anatomy/taxonomy.js';
import type { JudgedVolume } from '../../src/domain/evaluation/judged-volume.js';
import { asId } from '../../src/domain/ids.js';
import { createRandom } from '../../src/domain/statistics/random.js';

export interface EvaluationArchive {
  readonly volumes: readonly JudgedVolume[];
  /** For each volume the numbers of all others, the best first. */
  readonly ranked: readonly Int32Array[];
}

/**
 * Seeded scans of one patient each: a window of the body, which shows the classes that reach into it, and in each of them a few classes less (organs
 * that were removed, or not drawn). Lists are ordered by how far windows agree, with noise, as a good encoder would.
 */
export function makeEvaluationArchive(count: number, taxonomy: EvaluationTaxonomy): EvaluationArchive {
  const random = createRandom('evaluate');
  const regions = classesOf(taxonomy).map((name) => ({ name, from: random.between(0, 0.95), length: random.between(0.02, 0.25) }));
  const windows = Array.from({ length: count }, () => ({ from: random.between(0, 0.7), length: random.between(0.15, 0.6), slices: 40 + random.integer(260) }));
  const volumes = windows.map(({ from, length, slices }, index): JudgedVolume => {
    const shown = regions.filter((region) => region.from < from + length && region.from + region.length > from && random.uniform() < 0.95);
    return {
      volumeId: asId('Volume', `vol_${index}`),
      patientId: asId('Patient', `pat_${index}`),
      voxelHash: String(index).padStart(8, '0'),
      sliceCount: slices,
      covers: new Set(regions.map(({ name }) => name)),
      shows: new Map(shown.map(({ name }) => [name, new Set([0])])),
    };
  });
  const ranked = windows.map((query, index) => {
    const distance = Float64Array.from(windows, (other) => Math.abs(query.from - other.from) + Math.abs(query.length - other.length) + 0.15 * random.uniform());
    return Int32Array.from(windows.keys()).filter((other) => other !== index).sort((a, b) => distance[a]! - distance[b]!);
  });
  return { volumes, ranked };
}
