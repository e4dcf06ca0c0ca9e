/** What a codestream says of itself, before memory is taken for it. */
export interface CodestreamSize {
  readonly rows: number;
  readonly columns: number;
  readonly components: number;
  readonly bits: number;
  /** Tiles of JPEG 2000; 1 for the others. */
  readonly tiles: number;
}

/** Markers that begin a frame header of JPEG or JPEG-LS, tables (C4, C8, CC) left out. */
const isFrameHeader = (marker: number): boolean => marker === 0xf7 || (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker));

/** The frame header of JPEG (T.81) and JPEG-LS (T.87); null where there is none. */
export function jpegSize(bytes: Buffer): CodestreamSize | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (isFrameHeader(marker)) {
      if (at + 10 > bytes.length) return null;
      return { bits: bytes[at + 4] ?? 0, rows: bytes.readUInt16BE(at + 5), columns: bytes.readUInt16BE(at + 7), components: bytes[at + 9] ?? 0, tiles: 1 };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

const JP2_SIGNATURE = 0x6a50_2020;

/** The size segment of JPEG 2000 (T.800), in a bare codestream or a JP2 file; null where there is none. */
export function jpeg2000Size(bytes: Buffer): CodestreamSize | null {
  const wrapped = bytes.length > 12 && bytes.readUInt32BE(4) === JP2_SIGNATURE;
  const start = wrapped ? bytes.indexOf(Buffer.from([0xff, 0x4f, 0xff, 0x51])) : 0;
  if (start < 0 || bytes.length < start + 43 || bytes.readUInt32BE(start) !== 0xff4f_ff51) return null;
  const long = (offset: number): number => bytes.readUInt32BE(start + 8 + offset);
  const [right, bottom, left, top, tileWidth, tileHeight] = [long(0), long(4), long(8), long(12), long(16), long(20)];
  const [columns, rows] = [right - left, bottom - top];
  return { columns, rows, components: bytes.readUInt16BE(start + 40), bits: ((bytes[start + 42] ?? 0) & 0x7f) + 1, tiles: Math.ceil(columns / tileWidth) * Math.ceil(rows / tileHeight) };
}
