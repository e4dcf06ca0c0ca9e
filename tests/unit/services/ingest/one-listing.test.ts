import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createDicomReader } from '../../../../src/adapters/dicom/dicom-reader.js';
import { createImportSource } from '../../../../src/adapters/filesystem/import-source.js';
import { readDirectories } from '../../../../src/services/ingest/create-ingest-service.js';
import type { DirectoryReading } from '../../../../src/services/ingest/ingest-service.js';
import { oneListing } from '../../../../src/services/ingest/one-listing.js';
import { resolveLayout } from '../../../../src/services/ingest/resolve-layout.js';
import type { ImportSource } from '../../../../src/services/ports/import-source.js';

const LONG = process.env.VOXSEEK_TEST_LONG !== undefined;
const root = realpathSync(mkdtempSync(join(tmpdir(), 'voxseek-listing-')));
const outside = realpathSync(mkdtempSync(join(tmpdir(), 'voxseek-outside-')));
afterAll(() => [root, outside].forEach((directory) => rmSync(directory, { recursive: true })), 300_000);

function write(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'x');
}

type Question = 'list' | 'kindOf' | 'realPath' | 'factsOf';

/** The file system, with the paths that each question was asked about. */
function noted(): { readonly source: ImportSource; readonly asked: Readonly<Record<Question, string[]>> } {
  const source = createImportSource();
  const asked: Record<Question, string[]> = { list: [], kindOf: [], realPath: [], factsOf: [] };
  const note = <Answer>(question: Question, ask: (path: string) => Promise<Answer>) => (path: string): Promise<Answer> => {
    asked[question].push(path);
    return ask(path);
  };
  return { asked, source: { ...source, list: note('list', (path) => source.list(path)), kindOf: note('kindOf', (path) => source.kindOf(path)), realPath: note('realPath', (path) => source.realPath(path)), factsOf: note('factsOf', (path) => source.factsOf(path)) } };
}

const reading = (source: ImportSource): DirectoryReading => readDirectories({ source: oneListing(source), importRoots: [root], dicom: createDicomReader(), limits: { maxBytes: 1 << 20, maxDimension: 512 } });

describe('one listing', () => {
  it('answers as the file system does: for links, hidden and missing entries, and what lies outside', async () => {
    const base = join(root, 'mixed');
    for (const name of ['a/one.nii', 'a/two.nii', '.hidden/three.nii', 'b/four.nii']) write(join(base, name));
    write(join(outside, 'five.nii'));
    symlinkSync(outside, join(base, 'out'));
    symlinkSync(join(base, 'a'), join(base, 'again'));
    symlinkSync(join(base, 'b/four.nii'), join(base, 'a/link.nii'));
    symlinkSync(join(base, 'nothing'), join(base, 'broken'));
    const plain = createImportSource();
    const listing = oneListing(plain);
    const names = ['', 'a', 'a/one.nii', 'a/link.nii', 'again', 'again/one.nii', 'again/link.nii', 'out', 'out/five.nii', '.hidden', '.hidden/three.nii', 'broken', 'missing', 'b/missing.nii', 'a/one.nii/below'];
    const tell = async (source: ImportSource): Promise<readonly unknown[]> =>
      Promise.all(names.map(async (name) => [name, await source.kindOf(join(base, name)), await source.realPath(join(base, name)).catch((error: unknown) => (error as { readonly code: string }).code)]));
    for (const directory of ['', 'a', 'again', 'out', 'b']) expect(await listing.list(join(base, directory))).toEqual(await plain.list(join(base, directory)));
    expect(await tell(listing)).toEqual(await tell(plain));
  });

  it('stays as it was, and knows of nothing that another one saw', async () => {
    const base = join(root, 'changing');
    write(join(base, 'one.nii'));
    const listing = oneListing(createImportSource());
    const before = await listing.list(base);
    write(join(base, 'two.nii'));
    unlinkSync(join(base, 'one.nii'));
    expect(await listing.list(base)).toEqual(before);
    expect(await listing.kindOf(join(base, 'one.nii'))).toBe('FILE');
    expect((await oneListing(createImportSource()).list(base)).map(({ name }) => name)).toEqual(['two.nii']);
  });
});

const CASES = LONG ? 5_000 : 200;
const FILES = LONG ? 100_000 : 2_000;

describe('detecting, hashing and planning a directory', () => {
  it(`lists each directory of ${CASES} cases of TotalSegmentator once, and asks of each case a question or two`, { timeout: 600_000 }, async () => {
    const directory = join(root, 'cases');
    for (let number = 0; number < CASES; number += 1) {
      for (const name of ['ct.nii.gz', 'segmentations/liver.nii.gz', 'segmentations/spleen.nii.gz', 'segmentations/aorta.nii.gz']) write(join(directory, `s${String(number).padStart(4, '0')}`, name));
    }
    const { source, asked } = noted();
    const read = reading(source);
    const { layout } = await resolveLayout(read, { directory, layout: 'AUTO', manifest: null });
    const { items } = await read.planDirectory({ directory, layout, manifest: null });
    expect(layout).toBe('TOTALSEGMENTATOR');
    expect(items).toHaveLength(CASES);
    expect(items.at(-1)).toMatchObject({ item: `s${String(CASES - 1).padStart(4, '0')}/ct.nii.gz`, labelSource: { kind: 'MASK_DIRECTORY', taxonomy: 'TOTALSEGMENTATOR_V2' } });
    expect(asked.factsOf).toEqual([]);
    await read.listingHash({ directory, manifest: null });
    expect(asked.list).toHaveLength(2 * CASES + 1);
    expect(new Set(asked.list).size).toBe(asked.list.length);
    expect(asked.factsOf).toHaveLength(4 * CASES);
    expect(asked.kindOf.length).toBeLessThan(CASES + 20);
    expect(asked.realPath.length).toBeLessThan(20);
  });

  it(`lists each directory of a heap of ${FILES} files once, and asks of each file its size and time alone`, { timeout: 600_000 }, async () => {
    const directory = join(root, 'heap');
    for (let number = 0; number < FILES; number += 1) write(join(directory, String(number % 100), `${number}.nii`));
    const { source, asked } = noted();
    const read = reading(source);
    const { layout } = await resolveLayout(read, { directory, layout: 'AUTO', manifest: null });
    const hash = await read.listingHash({ directory, manifest: null });
    expect((await read.planDirectory({ directory, layout, manifest: null })).items).toHaveLength(FILES);
    expect(asked.list).toHaveLength(101);
    expect(asked.factsOf).toHaveLength(FILES);
    expect(asked.kindOf.length + asked.realPath.length).toBeLessThan(250);
    expect(await reading(createImportSource()).listingHash({ directory, manifest: null })).toBe(hash);
  });
});
