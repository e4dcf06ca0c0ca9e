import { BrokenOff } from './failures.js';

/** Takes the bytes of one part, in their order. */
export interface PartSink {
  write(chunk: Buffer): Promise<void>;
  end(): Promise<void>;
}

/** The answer is no `multipart/related` of this boundary. */
export class MalformedMultipart extends Error {}

const LONGEST_HEADERS = 16_384;
const LONGEST_PADDING = 256;
const CRLF = Buffer.from('\r\n');
const BLANK_LINE = Buffer.from('\r\n\r\n');

/** The boundary that a content type states. Throws MalformedMultipart. */
export function boundaryOf(contentType: string | undefined): string {
  if (!/^multipart\/related\s*(?:;|$)/iu.test(contentType ?? '')) throw new MalformedMultipart('it is not multipart/related');
  const found = /;\s*boundary\s*=\s*(?:"(?<quoted>[^"]+)"|(?<bare>[^\s;"]+))/iu.exec(contentType ?? '')?.groups;
  const boundary = found?.quoted ?? found?.bare;
  if (boundary === undefined || !/^[\x20-\x7e]{1,70}$/u.test(boundary) || boundary.endsWith(' ')) throw new MalformedMultipart('its content type states no valid boundary');
  return boundary;
}

function headersOf(block: Buffer): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of block.toString('latin1').split('\r\n')) {
    if (line === '') continue;
    const at = line.indexOf(':');
    if (at <= 0) throw new MalformedMultipart('a part has a line among its headers that is none');
    headers.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
  }
  return headers;
}

/** What follows a boundary: the end of all, the next part, neither (then it is data), or not known before more bytes come. */
function afterBoundary(held: Buffer, at: number): { readonly kind: 'END' | 'DATA' | 'UNKNOWN' } | { readonly kind: 'PART'; readonly from: number } {
  if (held.length < at + 2) return { kind: 'UNKNOWN' };
  if (held[at] === 0x2d && held[at + 1] === 0x2d) return { kind: 'END' };
  let from = at;
  while (from < held.length && from - at <= LONGEST_PADDING && (held[from] === 0x20 || held[from] === 0x09)) from += 1;
  if (from - at > LONGEST_PADDING) return { kind: 'DATA' };
  if (held.length < from + 2) return { kind: 'UNKNOWN' };
  return held[from] === 0x0d && held[from + 1] === 0x0a ? { kind: 'PART', from: from + 2 } : { kind: 'DATA' };
}

/**
 * Reads a `multipart` body (RFC 2046) as it streams in, keeping no more of it than a boundary or the headers of a part; text before
 * the first boundary and after the last is passed over. The number of parts. Throws MalformedMultipart, BrokenOff, and what the sinks and the source throw.
 */
export async function readMultipart(source: AsyncIterable<Uint8Array>, boundary: string, openPart: (headers: ReadonlyMap<string, string>) => Promise<PartSink>): Promise<number> {
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  const chunks = source[Symbol.asyncIterator]();
  // The first boundary may stand at the very start: as if a line had ended there.
  let held: Buffer = Buffer.from(CRLF);

  async function more(): Promise<void> {
    const next = await chunks.next();
    if (next.done === true) throw new BrokenOff('The body ended before its last boundary.');
    const { value } = next;
    held = held.length === 0 ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : Buffer.concat([held, value]);
  }

  /** Passes on what comes before the next boundary; whether a part follows it. */
  async function upToBoundary(write: (chunk: Buffer) => Promise<void>): Promise<boolean> {
    let from = 0;
    for (;;) {
      const at = held.indexOf(delimiter, from);
      const after = at < 0 ? null : afterBoundary(held, at + delimiter.length);
      if (at >= 0 && (after?.kind === 'END' || after?.kind === 'PART')) {
        if (at > 0) await write(held.subarray(0, at));
        held = after.kind === 'PART' ? held.subarray(after.from) : held.subarray(held.length);
        return after.kind === 'PART';
      }
      if (at >= 0 && after?.kind === 'DATA') {
        from = at + 1;
        continue;
      }
      const keep = at >= 0 ? held.length - at : Math.min(held.length, delimiter.length - 1);
      const sure = held.length - keep;
      if (sure > 0) await write(held.subarray(0, sure));
      held = held.subarray(sure);
      from = Math.max(0, from - sure);
      await more();
    }
  }

  /** Leaves the line end of the blank line in place: the boundary of a part without a body may begin with it. */
  async function headers(): Promise<ReadonlyMap<string, string>> {
    for (;;) {
      if (held.length >= 2 && held.indexOf(CRLF) === 0) return new Map();
      const end = held.indexOf(BLANK_LINE);
      if (end >= 0 && end <= LONGEST_HEADERS) {
        const block = held.subarray(0, end);
        held = held.subarray(end + 2);
        return headersOf(block);
      }
      if (held.length > LONGEST_HEADERS) throw new MalformedMultipart('the headers of a part do not end');
      await more();
    }
  }

  try {
    let parts = 0;
    let follows = await upToBoundary(() => Promise.resolve());
    while (follows) {
      const sink = await openPart(await headers());
      parts += 1;
      let lead = CRLF.length;
      follows = await upToBoundary(async (chunk) => {
        const data = chunk.subarray(lead);
        lead -= chunk.length - data.length;
        if (data.length > 0) await sink.write(data);
      });
      await sink.end();
    }
    return parts;
  } finally {
    await chunks.return?.();
  }
}
