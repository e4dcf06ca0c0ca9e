/** Header lines of a 2 × 3 × 2 image of int16 at 1 mm in LPS; a line that is changed replaces it, null leaves it out. */
const LINES: Readonly<Record<string, string>> = {
  type: 'short',
  dimension: '3',
  space: 'left-posterior-superior',
  sizes: '2 3 2',
  'space directions': '(1,0,0) (0,1,0) (0,0,1)',
  endian: 'little',
  encoding: 'raw',
  'space origin': '(0,0,0)',
};

/** The bytes of an NRRD with changed fields, key/value pairs, and voxels behind it: 0, 1, 2 … unless others are given. */
export function nrrdBytes(change: Readonly<Record<string, string | null>> = {}, pairs: Readonly<Record<string, string>> = {}, data: Buffer = numbers(12)): Buffer {
  const lines = Object.entries({ ...LINES, ...change }).flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]));
  const described = Object.entries(pairs).map(([key, value]) => `${key}:=${value}`);
  return Buffer.concat([Buffer.from(['NRRD0004', '# a comment', ...lines, ...described, '', ''].join('\n')), data]);
}

const numbers = (count: number): Buffer => Buffer.from(Int16Array.from({ length: count }, (_, index) => index).buffer);
