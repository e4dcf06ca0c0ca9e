import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCatalogueEntry } from '../../../../src/services/models/catalogue-entry.js';
import { renderEncoderDocs } from '../../../../src/services/models/encoder-docs.js';

const directory = new URL('../../../../models/available/', import.meta.url);
type Json = Record<string, unknown>;
const entries = readdirSync(directory).sort().map((name) => [name, JSON.parse(readFileSync(new URL(name, directory), 'utf8')) as Json] as const);

const invalid = (path: string): Error => expect.objectContaining({ code: 'MODEL_INVALID', path }) as Error;

/** Every field of an object and of the objects in it, as paths. */
function pathsOf(value: Json, prefix: readonly string[] = []): readonly (readonly string[])[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = [...prefix, key];
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? [path, ...pathsOf(inner as Json, path)] : [path];
  });
}

function changed(value: Json, [key = '', ...rest]: readonly string[], replace: (holder: Json, key: string) => void): Json {
  const copy = { ...value };
  if (rest.length === 0) replace(copy, key);
  else copy[key] = changed(copy[key] as Json, rest, replace);
  return copy;
}

describe.each(entries)('the entry of an encoder that can be had, %s', (name, entry) => {
  it('is valid and named by its id', () => {
    expect(parseCatalogueEntry(entry)).toEqual(entry);
    expect(`${String(entry.id).replace('mod_', '')}.json`).toBe(name);
  });

  it('is refused without any of its fields, with one unfilled, and with a surplus one', () => {
    for (const path of pathsOf(entry)) {
      const without = changed(entry, path, (holder, key) => {
        delete holder[key];
      });
      expect(() => parseCatalogueEntry(without), path.join('.')).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }) as Error);
      const emptied = changed(entry, path, (holder, key) => (holder[key] = ''));
      expect(() => parseCatalogueEntry(emptied), path.join('.')).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }) as Error);
    }
    expect(() => parseCatalogueEntry({ ...entry, surplus: 1 })).toThrow(invalid(''));
  });

  it('names no address but over TLS', () => {
    expect(() => parseCatalogueEntry({ ...entry, source: { url: 'http://example.org', revision: null } })).toThrow(invalid('source.url'));
  });
});

describe('the encoders that can be had', () => {
  const parsed = entries.map(([, entry]) => parseCatalogueEntry(entry));

  it('are the six of the paper, and those of today', () => {
    expect(parsed.filter(({ paper }) => paper).map(({ id }) => id)).toEqual(['mod_dino-vitb16', 'mod_dinov2-vitb14', 'mod_dreamsim-ensemble', 'mod_fractaldb-resnet50', 'mod_radimagenet-resnet50', 'mod_radimagenet-swin']);
    expect(parsed.filter(({ paper }) => !paper).map(({ id }) => id)).toEqual(['mod_biomedclip', 'mod_dinov2-vits14', 'mod_dinov3-vitb16', 'mod_medimageinsight', 'mod_medsiglip-448', 'mod_rad-dino', 'mod_sscd-disc-mixup']);
  });

  it('have ids of their own', () => {
    const catalogue = new URL('../../../../models/catalogue/', import.meta.url);
    const bundled = readdirSync(catalogue).map((name) => (JSON.parse(readFileSync(new URL(name, catalogue), 'utf8')) as Json).id);
    expect(new Set([...parsed.map(({ id }) => id), ...bundled]).size).toBe(parsed.length + bundled.length);
  });

  it('are in docs/encoders.md', () => {
    expect(readFileSync(new URL('../../../../docs/encoders.md', import.meta.url), 'utf8')).toBe(renderEncoderDocs(parsed));
  });
});
