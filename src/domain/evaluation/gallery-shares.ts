import type { VolumeId } from '../ids.js';
import type { JudgedVolume } from './judged-volume.js';

/** Of the items in which a class was looked for, how many show it. */
export interface Share {
  readonly shown: number;
  readonly judged: number;
}

/** The eligible gallery of one query, counted by class. */
export interface GalleryShares {
  volumes(region: string): Share;
  slices(region: string): Share;
  /** `shown` is the expected number of localized hits, one a volume; see `countGallery`. */
  localized(region: string): Share;
  /** Mean slice count of the eligible volumes; null when there are none. */
  readonly meanSliceCount: number | null;
}

interface Counts {
  shownVolumes: number;
  judgedVolumes: number;
  shownSlices: number;
  judgedSlices: number;
  localized: number;
}

const zero = (): Counts => ({ shownVolumes: 0, judgedVolumes: 0, shownSlices: 0, judgedSlices: 0, localized: 0 });
const NONE: Counts = zero();

/**
 * Counts the gallery once, so that each query only takes off what is excluded for it.
 *
 * @param localizedHit the probability that a volume taken at random is a localized hit; only LOCALIZED asks
 */
export function countGallery(
  gallery: readonly JudgedVolume[],
  localizedHit: (volume: JudgedVolume, region: string) => number = () => 0,
): (excluded: ReadonlySet<VolumeId>) => GalleryShares {
  const byId = new Map(gallery.map((volume) => [volume.volumeId, volume]));
  const totals = countClasses(gallery, localizedHit);
  const totalSlices = gallery.reduce((sum, volume) => sum + volume.sliceCount, 0);

  return (excluded) => {
    const left = [...excluded].flatMap((id) => byId.get(id) ?? []);
    // Class by class as they are asked for: a query asks about far fewer than there are.
    const counts = (region: string): readonly [Counts, Counts] => [totals.get(region) ?? NONE, countClass(left, region, localizedHit)];
    const volumes = gallery.length - left.length;
    return {
      volumes(region) {
        const [all, out] = counts(region);
        return { shown: all.shownVolumes - out.shownVolumes, judged: all.judgedVolumes - out.judgedVolumes };
      },
      slices(region) {
        const [all, out] = counts(region);
        return { shown: all.shownSlices - out.shownSlices, judged: all.judgedSlices - out.judgedSlices };
      },
      localized(region) {
        const [all, out] = counts(region);
        // Sums of probabilities: what rounding leaves must not make a chance of 1 one of a little less, or 0 one below.
        return { shown: Number((all.localized - out.localized).toFixed(12)) + 0, judged: all.judgedVolumes - out.judgedVolumes };
      },
      meanSliceCount: volumes === 0 ? null : (totalSlices - left.reduce((sum, volume) => sum + volume.sliceCount, 0)) / volumes,
    };
  };
}

type LocalizedHit = (volume: JudgedVolume, region: string) => number;

function countClasses(volumes: readonly JudgedVolume[], localizedHit: LocalizedHit): ReadonlyMap<string, Counts> {
  const result = new Map<string, Counts>();
  for (const volume of volumes) {
    for (const region of volume.covers) {
      const counts = result.get(region) ?? zero();
      addVolume(counts, volume, region, localizedHit);
      result.set(region, counts);
    }
  }
  return result;
}

function countClass(volumes: readonly JudgedVolume[], region: string, localizedHit: LocalizedHit): Counts {
  const counts = zero();
  for (const volume of volumes) if (volume.covers.has(region)) addVolume(counts, volume, region, localizedHit);
  return counts;
}

function addVolume(counts: Counts, volume: JudgedVolume, region: string, localizedHit: LocalizedHit): void {
  const slices = volume.shows.get(region)?.size ?? 0;
  counts.judgedVolumes += 1;
  counts.judgedSlices += volume.sliceCount;
  counts.shownSlices += slices;
  if (slices === 0) return;
  counts.shownVolumes += 1;
  counts.localized += localizedHit(volume, region);
}
