import { gunzipSync } from 'node:zlib';

/** Values that must be found nowhere. Texts and numbers are looked for in any encoding, dates as texts. */
export interface Sought {
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
  readonly dates: readonly string[];
}

interface Pattern {
  readonly name: string;
  readonly bytes: string;
  readonly anyCase: boolean;
}

const wide = (text: string): string => [...text].join('\0');

/** The part of a base64 text that is the same whatever stands before and after the value, for each of the three ways that it can fall. */
function base64Cores(text: string): readonly string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.from(`${'\0'.repeat(before)}${text}`, 'latin1').toString('base64').replace(/=+$/u, '');
    return encoded.slice(Math.ceil((before * 8) / 6), -1);
  });
}

function patternsOf({ texts, numbers, dates }: Sought): readonly Pattern[] {
  const patterns: Pattern[] = [];
  for (const text of [...texts, ...numbers, ...dates]) {
    patterns.push({ name: `text ${text}`, bytes: text, anyCase: true }, { name: `UTF-16 ${text}`, bytes: wide(text), anyCase: true });
  }
  for (const text of [...texts, ...numbers].flatMap((one) => [one, one.toLowerCase()])) {
    const bytes = Buffer.from(text, 'latin1');
    patterns.push({ name: `hex ${text}`, bytes: bytes.toString('hex'), anyCase: true }, { name: `percent ${text}`, bytes: [...bytes].map((byte) => `%${byte.toString(16)}`).join(''), anyCase: true });
    for (const core of base64Cores(text)) patterns.push({ name: `base64 ${text}`, bytes: core, anyCase: false });
  }
  return patterns;
}

/** Looks for values in bytes as they are, and as they unpack; what is found is named with what surrounds it. */
export function createFinder(sought: Sought): (bytes: Buffer) => readonly string[] {
  const patterns = patternsOf(sought).map((pattern) => (pattern.anyCase ? { ...pattern, bytes: pattern.bytes.toLowerCase() } : pattern));
  const look = (bytes: Buffer): readonly string[] => {
    const exact = bytes.toString('latin1');
    const lower = exact.toLowerCase();
    return patterns.flatMap(({ name, bytes: wanted, anyCase }) => {
      const at = (anyCase ? lower : exact).indexOf(wanted);
      return at < 0 ? [] : [`${name} in …${JSON.stringify(exact.slice(Math.max(0, at - 120), at + 120))}…`];
    });
  };
  return (bytes) => {
    const packed = bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
    return [...look(bytes), ...(packed ? look(gunzipSync(bytes)) : [])];
  };
}
