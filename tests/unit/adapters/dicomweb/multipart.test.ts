import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BrokenOff } from '../../../../src/adapters/dicomweb/failures.js';
import { boundaryOf, MalformedMultipart, readMultipart } from '../../../../src/adapters/dicomweb/multipart.js';

interface Read {
  readonly parts: readonly { readonly headers: Readonly<Record<string, string>>; readonly body: string }[];
}

async function* inChunks(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  await Promise.resolve();
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function read(text: string, boundary: string, sizes: readonly number[] = [7]): Promise<Read> {
  const parts: { headers: Readonly<Record<string, string>>; body: string }[] = [];
  await readMultipart(inChunks(Buffer.from(text, 'latin1'), sizes), boundary, (headers) => {
    const chunks: Buffer[] = [];
    return Promise.resolve({
      write: (chunk: Buffer) => {
        chunks.push(Buffer.from(chunk));
        return Promise.resolve();
      },
      end: () => {
        parts.push({ headers: Object.fromEntries(headers), body: Buffer.concat(chunks).toString('latin1') });
        return Promise.resolve();
      },
    });
  });
  return { parts };
}

const BOUNDARY = 'ab';
/** Bodies out of the pieces that boundaries are made of, so that near misses are frequent. */
const body = fc.array(fc.constantFrom('\r', '\n', '\r\n', '-', '--', 'a', 'b', '--a', '\r\n--a', '\0', 'ÿ', ' '), { maxLength: 12 }).map((pieces) => pieces.join(''));
const isNoBoundary = (text: string): boolean => !/(?:^|\r\n)--ab(?:--|[ \t]*(?:\r|$))/u.test(text);
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

describe('readMultipart', () => {
  it('gives back what was put in, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), body.filter(isNoBoundary)), { maxLength: 4 }), body.filter(isNoBoundary), sizes, async (bodies, preamble, cut) => {
        const opening = preamble === '' ? '' : `${preamble}\r\n`;
        const text = `${opening}${bodies.map(([named, part]) => `--ab\r\n${named ? 'Content-Type: application/dicom\r\n' : ''}\r\n${part}\r\n`).join('')}--ab--\r\nafterwards`;
        const { parts } = await read(text, BOUNDARY, cut);
        expect(parts).toEqual(bodies.map(([named, part]) => ({ headers: named ? { 'content-type': 'application/dicom' } : {}, body: part })));
      }),
      { numRuns: 1_000, seed: 11 },
    );
  });

  it('ends on any bytes by itself, with parts or one of its errors, alike for every cut', async () => {
    const outcome = (text: string, cut: readonly number[]): Promise<unknown> =>
      read(text, BOUNDARY, cut).catch((error: unknown) => {
        if (error instanceof BrokenOff || error instanceof MalformedMultipart) return error.constructor.name;
        throw error;
      });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.constantFrom('--ab', '\r\n--ab', '--ab--', '\r\n', '\r\n\r\n', 'a: b', ':'), body), { maxLength: 10 }), sizes, async (pieces, cut) => {
        const text = pieces.join('');
        expect(await outcome(text, cut)).toEqual(await outcome(text, [1 << 20]));
      }),
      { numRuns: 2_000, seed: 12 },
    );
  });

  it('takes padding after a boundary, and a part without headers or body', async () => {
    expect((await read('--ab \t\r\n\r\nx\r\n--ab\r\nh: v\r\n\r\n--ab\r\n\r\n--ab--', BOUNDARY)).parts).toEqual([
      { headers: {}, body: 'x' },
      { headers: { h: 'v' }, body: '' },
      { headers: {}, body: '' },
    ]);
  });

  it('holds no more than a boundary of a large part', async () => {
    let largest = 0;
    async function* source(): AsyncGenerator<Buffer> {
      await Promise.resolve();
      yield Buffer.from('--ab\r\n\r\n');
      for (let turn = 0; turn < 50; turn += 1) yield Buffer.alloc(1_000, '\r');
      yield Buffer.from('\r\n--ab--');
    }
    let total = 0;
    await readMultipart(source(), BOUNDARY, () =>
      Promise.resolve({
        write: (chunk) => {
          largest = Math.max(largest, chunk.length);
          total += chunk.length;
          return Promise.resolve();
        },
        end: () => Promise.resolve(),
      }),
    );
    expect(total).toBe(50_000);
    expect(largest).toBeLessThan(1_020);
  });

  it('refuses headers that do not end or are none, and a body that ends early', async () => {
    await expect(read(`--ab\r\n${'x'.repeat(20_000)}`, BOUNDARY)).rejects.toBeInstanceOf(MalformedMultipart);
    await expect(read('--ab\r\nno header\r\n\r\nx\r\n--ab--', BOUNDARY)).rejects.toBeInstanceOf(MalformedMultipart);
    await expect(read('--ab\r\n\r\nx\r\n--ab\r\n', BOUNDARY)).rejects.toBeInstanceOf(BrokenOff);
    await expect(read('', BOUNDARY)).rejects.toBeInstanceOf(BrokenOff);
  });
});

describe('boundaryOf', () => {
  it('reads quoted and bare boundaries', () => {
    expect(boundaryOf('multipart/related; type="application/dicom"; boundary=abc')).toBe('abc');
    expect(boundaryOf('Multipart/Related;boundary="a b;c";type=x')).toBe('a b;c');
  });

  it.each([undefined, 'application/dicom', 'multipart/related', 'multipart/related; boundary=', `multipart/related; boundary=${'x'.repeat(71)}`, 'multipart/mixed; boundary=a'])('refuses %s', (type) => {
    expect(() => boundaryOf(type)).toThrow(MalformedMultipart);
  });
});
