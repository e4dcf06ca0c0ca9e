import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { loadReductions } from '../../../../../src/adapters/onnx/kernel/reductions.js';
import { fromFloat16 } from '../../../../../src/services/embedding/float16.js';

const root = new URL('../../../../../', import.meta.url);
const file = new URL('models/kernel/reductions.wasm', root);
const reductions = loadReductions(fileURLToPath(file));

let state = 7;
const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
const numbers = (count: number): number[] => Array.from({ length: count }, () => Math.fround(random() * 2 - 1));
const put = (at: number, values: readonly number[]): void => new Float32Array(reductions.buffer(), at, values.length).set(values);

describe('the reductions', () => {
  it('are what their text says', async () => {
    const text = await readFile(new URL('src/adapters/onnx/kernel/reductions.wat', root), 'utf8');
    const { buffer } = (await wabt()).parseWat('reductions.wat', text, { simd: true }).toBinary({});
    expect(Buffer.from(buffer).equals(await readFile(file))).toBe(true);
  });

  it('find the largest, and the first from a place on that is large enough, at every length', () => {
    for (let count = 0; count < 20; count += 1) {
      const values = numbers(count);
      const [at = 0] = reductions.place(128);
      // What lies behind the end must not be read.
      put(at, [...values, 9, 9, 9, 9]);
      expect(reductions.largest(at, count)).toBe(Math.max(-Infinity, ...values));
      for (let from = 0; from <= count; from += 1) {
        const expected = values.findIndex((value, index) => index >= from && value >= 0.3);
        expect(reductions.firstFrom(at, from, count, Math.fround(0.3))).toBe(expected < 0 ? count : expected);
      }
    }
  });

  it('widen every finite float16, in place too', () => {
    const finite = Uint16Array.from({ length: 65_536 }, (_, bits) => bits).filter((bits) => (bits & 0x7c00) !== 0x7c00);
    const [at = 0] = reductions.place(finite.length * 4);
    const halves = at + finite.length * 2;
    new Uint16Array(reductions.buffer(), halves, finite.length).set(finite);
    reductions.widen(halves, finite.length, at);
    expect(Buffer.compare(Buffer.from(reductions.buffer(), at, finite.length * 4), Buffer.from(fromFloat16(finite).buffer))).toBe(0);
  });

  it('multiply rows of every length', () => {
    for (const count of [1, 7, 8, 9, 384, 1283]) {
      const [a = 0, b = 0] = reductions.place(count * 4, count * 4);
      const [left, right] = [numbers(count), numbers(count)];
      put(a, left);
      put(b, right);
      expect(reductions.dot(a, b, count)).toBeCloseTo(left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0), 3);
    }
  });

  it('raise upper bounds as the formula says, and name rows and pairs that reach a limit', () => {
    const [rows, queries] = [5, 8];
    const [products = 0, terms = 0, step = 0, size = 0, tail = 0, list = 0, known = 0, query = 0, vector = 0, answer = 0] = reductions.place(rows * queries * 4, rows * 16, 32, 32, 32, 32, 32, queries * 36, 36, 4);
    const codes = Array.from({ length: rows * queries }, () => Math.round(random() * 20_000 - 10_000));
    new Int32Array(reductions.buffer(), products, codes.length).set(codes);
    const [own, steps, sizes, tails] = [numbers(rows * 4), numbers(queries), numbers(queries), numbers(queries)];
    put(terms, own);
    put(step, steps);
    put(size, sizes);
    put(tail, tails);
    const bound = (row: number, one: number): number =>
      codes[row * queries + one]! * steps[one]! * own[row * 4]! + own[row * 4 + 1]! + sizes[one]! * own[row * 4 + 2]! + tails[one]! * own[row * 4 + 3]!;
    put(list, Array.from({ length: queries }, () => -Infinity));
    reductions.raise(products, rows, queries, terms, step, size, tail, list);
    const largest = [...new Float32Array(reductions.buffer(), list, queries)];
    largest.forEach((value, one) => expect(value).toBeCloseTo(Math.max(...Array.from({ length: rows }, (_, row) => bound(row, one))), 1));
    const limits = largest.map((value) => Math.fround(value - Math.abs(value) / 2));
    put(list, limits);
    const reached = Array.from({ length: rows }, (_, row) => Array.from({ length: queries }, (__, one) => one).filter((one) => bound(row, one) >= limits[one]!));
    const promising: number[] = [];
    const next = (from: number): number => reductions.promising(products, from, rows, queries, terms, step, size, tail, list);
    for (let row = next(0); row < rows; row = next(row + 1)) promising.push(row);
    expect(promising).toEqual([...reached.keys()].filter((row) => reached[row]!.length > 0));

    const columns = 9;
    const [asked, other] = [numbers(queries * columns), numbers(columns)];
    put(query, asked);
    put(vector, other);
    const similarity = (one: number): number => other.reduce((sum, value, column) => sum + value * asked[one * columns + column]!, 0);
    put(known, Array.from({ length: queries }, () => 0.1));
    for (let row = 0; row < rows; row += 1) {
      const found: number[] = [];
      const nearer = (from: number): number =>
        reductions.nearer(products + row * queries * 4, from, queries, terms + row * 16, step, size, tail, list, known, query, vector, columns, answer);
      for (let one = nearer(0); one < queries; one = nearer(one + 1)) {
        found.push(one);
        expect(new Float32Array(reductions.buffer(), answer, 1)[0]).toBeCloseTo(similarity(one), 4);
      }
      expect(found).toEqual(reached[row]!.filter((one) => similarity(one) >= 0.1));
    }
  });
});
