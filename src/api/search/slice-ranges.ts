import { VoxseekError } from '../../domain/errors/voxseek-error.js';

const MOST_SLICES = 10_000;

/** Ascending slices as a short text: `3-40,45`. */
export function writeRanges(slices: readonly number[]): string {
  const ranges: string[] = [];
  for (let at = 0; at < slices.length; at += 1) {
    const first = at;
    while (slices[at + 1] === (slices[at] ?? 0) + 1) at += 1;
    ranges.push(first === at ? String(slices[first]) : `${slices[first]}-${slices[at]}`);
  }
  return ranges.join(',');
}

/** The slices of such a text. Throws INVALID_INPUT. */
export function readRanges(text: string, path = 'slices'): readonly number[] {
  const slices: number[] = [];
  for (const part of text.split(',')) {
    const { first, last } = /^(?<first>\d{1,6})(?:-(?<last>\d{1,6}))?$/u.exec(part)?.groups ?? {};
    const [from, to] = [Number(first), Number(last ?? first)];
    if (first === undefined || to < from || slices.length + to - from >= MOST_SLICES) {
      throw new VoxseekError('INVALID_INPUT', `${path}: "${part}" is no range of slices; write 3-40,45.`, { path });
    }
    for (let slice = from; slice <= to; slice += 1) slices.push(slice);
  }
  return slices;
}
