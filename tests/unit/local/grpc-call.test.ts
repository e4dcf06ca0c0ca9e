import { expect, it } from 'vitest';
import { readStringField, stringField } from '../../../src/local/grpc-call.js';

it('reads back the string it wrote', () => {
  expect(readStringField(stringField(2, 'v3.2.2'), 2)).toBe('v3.2.2');
  expect(readStringField(stringField(2, 'v3.2.2'), 1)).toBeNull();
});

it('skips fields of other types', () => {
  const message = Buffer.concat([
    Buffer.from([1 << 3, 0xac, 0x02]), // field 1, varint 300
    Buffer.from([(3 << 3) | 1, 0, 0, 0, 0, 0, 0, 0, 0]), // field 3, 64 bits
    Buffer.from([(4 << 3) | 5, 0, 0, 0, 0]), // field 4, 32 bits
    stringField(5, 'other'),
    stringField(2, 'wanted'),
  ]);
  expect(readStringField(message, 2)).toBe('wanted');
});

it('does not run on over a truncated message', () => {
  expect(readStringField(Buffer.from([0x80, 0x80]), 1)).toBeNull();
  expect(readStringField(Buffer.alloc(0), 1)).toBeNull();
});
