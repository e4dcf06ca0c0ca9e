/** A change of a file's bytes, in place or as new bytes. */
export type Damage = (bytes: Buffer, random: () => number) => Buffer;

const INTERESTING = [0, 1, 2, 4, 0x7f, 0x80, 0xff];

const place = (bytes: Buffer, random: () => number): number => Math.floor(random() * bytes.length);
const choice = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)]!;

/** What happens to bytes of any format: bits flip, parts are lost, repeated or come anew. `head` bytes matter most, so most changes fall there. */
export const anyDamage = (head: number): readonly Damage[] => [
  (bytes, random) => {
    for (let flips = 1 + Math.floor(random() * 4); flips > 0; flips -= 1) bytes[Math.floor(random() * Math.min(bytes.length, head))] = Math.floor(random() * 256);
    return bytes;
  },
  (bytes, random) => {
    const from = Math.floor(random() * Math.min(bytes.length, head));
    return bytes.fill(choice(INTERESTING, random), from, Math.min(bytes.length, from + 1 + Math.floor(random() * 8)));
  },
  (bytes, random) => {
    for (let flips = 1 + Math.floor(random() * 16); flips > 0; flips -= 1) bytes[place(bytes, random)]! ^= 1 << Math.floor(random() * 8);
    return bytes;
  },
  (bytes, random) => bytes.subarray(0, place(bytes, random)),
  (bytes, random) => {
    const [from, to] = [place(bytes, random), place(bytes, random)].sort((a, b) => a - b) as [number, number];
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  (bytes, random) => {
    const from = Math.floor(random() * Math.min(bytes.length, head));
    const part = bytes.subarray(from, from + 1 + Math.floor(random() * 200));
    return Buffer.concat([bytes.subarray(0, from), part, bytes.subarray(from)]);
  },
];

const NUMBERS = ['0', '-1', '1e99', 'nan', '65536', '4294967296', '9007199254740993', '0.0001', '', '3 3', '1e-320'];

/** What happens to a header of lines: numbers and words change, lines are lost, repeated and swapped. */
export const textDamage: readonly Damage[] = [
  (bytes, random) => onLines(bytes, (lines) => {
    const at = Math.floor(random() * lines.length);
    lines[at] = lines[at]!.replace(/-?\d+(?:\.\d+)?/gu, (number) => (random() < 0.4 ? choice(NUMBERS, random) : number));
  }),
  (bytes, random) => onLines(bytes, (lines) => void lines.splice(Math.floor(random() * lines.length), 1)),
  (bytes, random) => onLines(bytes, (lines) => void lines.splice(Math.floor(random() * lines.length), 0, choice(lines, random))),
  (bytes, random) => onLines(bytes, (lines) => {
    const at = Math.floor(random() * lines.length);
    lines[at] = lines[at]!.replace(/[A-Za-z]+$/u, (word) => choice(['', word.toUpperCase(), 'none', 'gzip', 'raw', 'big', 'double', 'MET_DOUBLE', 'True', '../x', 'LIST'], random));
  }),
];

const TEXT_BYTES = 4000;

function onLines(bytes: Buffer, change: (lines: string[]) => void): Buffer {
  const end = Math.min(bytes.length, TEXT_BYTES);
  const lines = bytes.toString('latin1', 0, end).split('\n');
  change(lines);
  return Buffer.concat([Buffer.from(lines.join('\n'), 'latin1'), bytes.subarray(end)]);
}
