import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { createFinder } from '../../testkit/find-values.js';

const find = createFinder({ texts: ['ZQ7KXVWJ'], numbers: ['1973197731'], dates: ['1937-02-11'] });
const value = 'ZQ7KXVWJ00100010';

it.each([
  ['as it is', Buffer.from(`x${value}y`)],
  ['in small letters', Buffer.from(value.toLowerCase())],
  ['as UTF-16', Buffer.from(value, 'utf16le')],
  ['as UTF-16 of the other order', Buffer.from(value, 'utf16le').swap16()],
  ['in hex', Buffer.from(Buffer.from(value).toString('hex').toUpperCase())],
  ['percent-encoded', Buffer.from([...value].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join(''))],
  ['in base64', Buffer.from(Buffer.from(value).toString('base64'))],
  ['in base64 after one byte', Buffer.from(Buffer.from(`a${value}`).toString('base64url'))],
  ['in base64 after two bytes', Buffer.from(Buffer.from(`ab${value}cd`).toString('base64'))],
  ['compressed', gzipSync(Buffer.from(value))],
  ['in one of two compressed members', Buffer.concat([gzipSync(Buffer.from('x')), gzipSync(Buffer.from(value))])],
  ['as a number', Buffer.from('1.2.826.1973197731.7')],
  ['as a date', Buffer.from('on 1937-02-11')],
])('finds a value %s', (_, bytes) => {
  expect(find(bytes)).not.toEqual([]);
});

it('finds nothing else', () => {
  expect(find(Buffer.from('ZQ7KXVW 197319773 1937-02-12'))).toEqual([]);
});
