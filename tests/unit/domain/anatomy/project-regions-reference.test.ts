import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { labelNames } from '../../../../src/domain/anatomy/labels.js';
import { projectRegions } from '../../../../src/domain/anatomy/project-regions.js';
import type { EvaluationTaxonomy, SourceTaxonomy } from '../../../../src/domain/anatomy/taxonomy.js';
import { createRandom } from '../../../../src/domain/statistics/random.js';
import { runReference } from '../../../testkit/run-python.js';

/** The vocabularies as they were published; beside the repository, not in it. */
const shared = join(import.meta.dirname, '../../../../../shared/anatomy');
const NAMES = { TOTALSEGMENTATOR_V1: 'v1', TOTALSEGMENTATOR_V2: 'v2', COARSE_29: 'coarse', SLICER_CHEST: 'chest' } as const;
const SLICES = 4;

type Projection = Readonly<Record<EvaluationTaxonomy, { readonly covers: readonly string[]; readonly counts: Readonly<Record<string, readonly number[]>> }>>;

/** A segmentation with some of the labels, each on some slices, and some looked for and not found. */
function drawCase(taxonomy: keyof typeof NAMES, seed: number) {
  const random = createRandom(`${taxonomy} ${seed}`);
  const density = random.uniform();
  const labels = labelNames(taxonomy);
  const found = labels.filter(() => random.uniform() < density);
  const regions = found.map((region) => {
    const pixelCounts = Array.from({ length: SLICES }, () => (random.uniform() < 0.5 ? 0 : random.integer(500)));
    return { region, pixelCounts: pixelCounts.some((count) => count > 0) ? pixelCounts : [1, ...pixelCounts.slice(1)] };
  });
  const covers = seed === 0 ? labels : labels.filter(() => random.uniform() < 0.9);
  return { taxonomy: taxonomy satisfies SourceTaxonomy, covers, regions };
}

describe('projectRegions', () => {
  const missing = !existsSync(shared);
  if (missing) console.info('The projection of labels is not compared with its Python reference: ../shared/anatomy with the published vocabularies is not there.');

  it.skipIf(missing)('gives the classes that a Python reference makes of raw label values (skipped without ../shared)', async () => {
    const cases = (Object.keys(NAMES) as (keyof typeof NAMES)[]).flatMap((taxonomy) => Array.from({ length: 12 }, (_, seed) => drawCase(taxonomy, seed)));
    const asked = cases.map(({ taxonomy, covers, regions }) => ({
      taxonomy: NAMES[taxonomy],
      covers,
      counts: Array.from({ length: SLICES }, (_, slice) => Object.fromEntries(regions.map(({ region, pixelCounts }) => [labelNames(taxonomy).indexOf(region) + 1, pixelCounts[slice]]))),
    }));
    const directory = mkdtempSync(join(tmpdir(), 'voxseek-regions-'));
    try {
      const file = join(directory, 'cases.json');
      writeFileSync(file, JSON.stringify(asked));
      const truth = JSON.parse(await runReference('project_regions.py', [shared, file])) as readonly Projection[];
      expect(truth).toHaveLength(cases.length);
      const seen = new Set<string>();
      cases.forEach((one, index) => {
        for (const target of ['COARSE_29', 'FINE_104'] as const) {
          const { covers, counts } = projectRegions(one, target);
          expect({ covers: [...covers].sort(), counts: Object.fromEntries(counts) }, `${one.taxonomy} ${target}`).toEqual(truth[index]?.[target]);
          for (const name of counts.keys()) seen.add(`${target}/${name}`);
        }
      });
      // Every one of the 29 and the 104 classes was found somewhere.
      expect(seen.size).toBe(29 + 104);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
