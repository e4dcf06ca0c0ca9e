import type { VolumeId } from '../ids.js';
import { compareText } from '../ranking/slice-hit.js';
import type { Answer, Question } from './answer.js';
import type { JudgedVolume } from './judged-volume.js';

/**
 * The control WIDEST: whatever is asked, it answers with the eligible item that shows most classes of the taxonomy — a volume,
 * or for SLICE a slice. Ties: smaller voxel hash, then lower slice. A ranking that it matches has found nothing but breadth.
 */
export function answerWidest(gallery: readonly JudgedVolume[]): (excluded: ReadonlySet<VolumeId>, question: Question) => Answer {
  const byHash = [...gallery].sort((a, b) => compareText(a.voxelHash, b.voxelHash));
  const volumes = sortStably(byHash, (volume) => volume.shows.size);
  const slices = sortStably(
    byHash.map((volume) => widestSlice(volume)),
    ({ classes }) => classes,
  );
  return (excluded, question) => {
    switch (question.kind) {
      case 'SLICE': {
        const first = slices.find(({ volume }) => !excluded.has(volume.volumeId));
        return first === undefined ? { kind: 'NOTHING' } : { kind: 'SLICE', volume: first.volume, slice: first.slice };
      }
      case 'VOLUME':
      case 'REGION': {
        const first = volumes.find(({ volumeId }) => !excluded.has(volumeId));
        return first === undefined ? { kind: 'NOTHING' } : { kind: 'VOLUME', volume: first };
      }
    }
  };
}

const sortStably = <T>(items: readonly T[], size: (item: T) => number): readonly T[] => [...items].sort((a, b) => size(b) - size(a));

/** Only a volume's first widest slice can be the widest of all. */
function widestSlice(volume: JudgedVolume): { readonly volume: JudgedVolume; readonly slice: number; readonly classes: number } {
  const counts = new Array<number>(volume.sliceCount).fill(0);
  for (const slices of volume.shows.values()) {
    for (const slice of slices) counts[slice] = (counts[slice] ?? 0) + 1;
  }
  const classes = counts.reduce((most, count) => Math.max(most, count), 0);
  return { volume, slice: counts.indexOf(classes), classes };
}
