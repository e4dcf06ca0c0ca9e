import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOf } from '../../../../src/services/reader-studies/csv.js';

describe('CSV', () => {
  it('comes back cell by cell, whatever is in it', () => {
    const cell = fc.string().filter((text) => !/^[=+\-@\t\r']/u.test(text));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, fc.integer()), { maxLength: 8 }), (rows) => {
        const read: unknown = parse(csvOf(['a', 'b, "c"', 'd'], rows), { record_delimiter: '\r\n' });
        expect(read).toEqual([['a', 'b, "c"', 'd'], ...rows.map((row) => row.map(String))]);
      }),
    );
  });

  it('has nothing for null, and no text that a spreadsheet would run', () => {
    expect(csvOf(['a', 'b', 'c', 'd'], [[null, false, -1.5, '=HYPERLINK("x")']])).toBe('a,b,c,d\r\n,false,-1.5,"\'=HYPERLINK(""x"")"\r\n');
    for (const start of ['=', '+', '-', '@', '\t', '\r']) expect(csvOf(['a'], [[`${start}1`]])).toContain(`'${start}1`);
  });
});
