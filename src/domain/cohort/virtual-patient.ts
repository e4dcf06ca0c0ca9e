import { labelNames, valueOfLabel } from '../anatomy/labels.js';
import type { SourceTaxonomy } from '../anatomy/taxonomy.js';
import type { Affine, CanonicalLabels, CanonicalVolume } from '../geometry/volume.js';
import { createRandom, shuffled } from '../statistics/random.js';
import type { Random } from '../statistics/random.js';
import { applyAppearance } from './appearance.js';
import { REMOVABLE_ORGANS } from './cohort-parameters.js';
import type { CohortParameters } from './cohort-parameters.js';
import { removeLabels } from './remove-labels.js';
import { createSmoothField } from './smooth-field.js';
import { warpVolume } from './warp.js';
import type { Warp } from './warp.js';
import type { Strata } from './strata.js';

/** A labelled real scan that virtual patients are made from. */
export interface CohortSource {
  readonly name: string;
  readonly taxonomy: SourceTaxonomy;
  readonly volume: CanonicalVolume;
  readonly labels: CanonicalLabels;
}

/** A patient that never was: a warped, cut and altered copy of a real scan. It measures machinery, not medicine. */
export interface VirtualPatient {
  readonly name: string;
  /** Name of the source. */
  readonly derivedFrom: string;
  readonly taxonomy: SourceTaxonomy;
  readonly volume: CanonicalVolume;
  readonly labels: CanonicalLabels;
  /** Classes looked for: all of the taxonomy, for what was removed is known to be absent. */
  readonly covers: readonly string[];
  /** Labels taken out. */
  readonly removed: readonly string[];
}

export interface PatientRequest {
  readonly name: string;
  readonly seed: string;
  readonly strata: Strata;
  readonly parameters: CohortParameters;
}

/** The same source and request give the same voxels. */
export function makeVirtualPatient(source: CohortSource, { name, seed, strata, parameters }: PatientRequest): VirtualPatient {
  const random = createRandom(`${seed}/${name}`);
  const removed = drawRemoved(parameters.removal, random);
  const values = new Set(removed.map((label) => valueOfLabel(source.taxonomy, label)).filter((value) => value !== null));
  const altered = removeLabels(source.volume, source.labels, values, random);
  const warp = drawWarp(source.volume, parameters, strata, random);
  const warped = warpVolume(altered.volume, altered.labels, warp);
  const { contrast, enhancement, noise } = parameters;
  const voxels = applyAppearance(
    warped.voxels,
    warped.labels,
    {
      pivot: contrast.pivot,
      gain: 1 + random.between(-contrast.gain, contrast.gain),
      offset: random.between(-contrast.offset, contrast.offset),
      enhancement: new Map(labelNames(source.taxonomy).map((_, index) => [index + 1, enhancement * random.normal()])),
      noise: random.between(noise.lowest, noise.highest),
    },
    random,
  );
  const [sx, sy] = source.volume.spacing;
  const grid = {
    shape: warp.shape,
    spacing: [sx, sy, warp.sliceSpacing] as const,
    affine: originAt(sx, sy, warp.sliceSpacing),
  };
  return {
    name,
    derivedFrom: source.name,
    taxonomy: source.taxonomy,
    volume: { ...grid, voxels },
    labels: { ...grid, labels: warped.labels },
    covers: labelNames(source.taxonomy),
    removed,
  };
}

/**
 * Systematic sampling: each organ goes with probability `removal`, and each patient lacks about as many, so that no scan is
 * the one that shows everything.
 */
function drawRemoved(removal: number, random: Random): readonly string[] {
  const order = shuffled(REMOVABLE_ORGANS, random);
  const offset = random.uniform();
  return order.filter((_, index) => Math.floor((index + 1) * removal + offset) > Math.floor(index * removal + offset)).flat();
}

function drawWarp(source: CanonicalVolume, parameters: CohortParameters, strata: Strata, random: Random): Warp {
  const [nx, ny, nz] = source.shape;
  const [sx, sy, sz] = source.spacing;
  const length = nz * sz;
  const scale = (): number => 1 + random.between(-parameters.scaling, parameters.scaling);
  const { shortest, longest } = parameters.window;
  const share = shortest + strata.length * (longest - shortest);
  const start = strata.position * (1 - share) * length;
  const sliceSpacing = parameters.sliceSpacings[random.integer(parameters.sliceSpacings.length)] ?? sz;
  const scaling = [scale(), scale(), scale()] as const;
  const slices = Math.max(2, Math.floor((share * length * scaling[2]) / sliceSpacing));
  const { knotSpacing, deviation } = parameters.deformation;
  return {
    shape: [nx, ny, slices],
    sliceSpacing,
    start,
    rotation: ((2 * strata.rotation - 1) * parameters.rotation * Math.PI) / 180,
    offCentre: [(2 * strata.offCentre[0] - 1) * parameters.offCentre, (2 * strata.offCentre[1] - 1) * parameters.offCentre],
    scaling,
    field: createSmoothField([nx * sx, ny * sy, slices * sliceSpacing], knotSpacing, deviation, random),
  };
}

/** Axis-aligned, its first voxel at the origin: where the window was cut must not be told by the header. */
function originAt(sx: number, sy: number, sz: number): Affine {
  return [
    [sx, 0, 0, 0],
    [0, sy, 0, 0],
    [0, 0, sz, 0],
    [0, 0, 0, 1],
  ];
}
