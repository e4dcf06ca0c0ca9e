import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeRecipe, recipeIdOf } from '../../../../src/services/embedding/make-recipe.js';
import { parseModelEntry } from '../../../../src/services/models/model-entry.js';

const directory = new URL('../../../../models/catalogue/', import.meta.url);
const entries = readdirSync(directory).map((name) => JSON.parse(readFileSync(new URL(name, directory), 'utf8')) as Record<string, unknown>);

/** What a team that registers an encoder may not know of it. */
const UNSTATED: Readonly<Record<string, unknown>> = { pretraining: { data: 'not stated', supervision: 'UNKNOWN', collections: null }, precision: 'UNKNOWN' };
const MAY_BE_UNSTATED = Object.keys(UNSTATED);

const invalid = (path: string): Error => expect.objectContaining({ code: 'MODEL_INVALID', path }) as Error;

describe.each(entries.map((entry) => [entry.id as string, entry] as const))('the catalogue entry %s', (_id, entry) => {
  it('is valid', () => {
    expect(parseModelEntry(entry)).toEqual(entry);
  });

  it.each(Object.keys(entry).filter((field) => field !== 'patches' && !MAY_BE_UNSTATED.includes(field)))('is refused without %s', (field) => {
    const { [field]: _left, ...rest } = entry;
    expect(() => parseModelEntry(rest)).toThrow(invalid(field));
  });

  it.each(MAY_BE_UNSTATED)('may leave %s unstated', (field) => {
    const { [field]: _left, ...rest } = entry;
    const parsed = parseModelEntry(rest);
    expect(parsed).toEqual({ ...rest, [field]: UNSTATED[field] });
  });

  it('is refused with a field that nobody knows', () => {
    expect(() => parseModelEntry({ ...entry, surplus: 1 })).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }) as Error);
  });
});

describe('a recipe', () => {
  const model = parseModelEntry(entries[0]);

  it('has the id of its clauses', () => {
    expect(makeRecipe(model).id).toBe(makeRecipe(model).id);
    expect(makeRecipe(model, { window: { center: 40, width: 400 } }).id).toBe(makeRecipe(model).id);
    expect(makeRecipe(model, { window: { center: 50, width: 400 } }).id).not.toBe(makeRecipe(model).id);
  });

  it('changes its id with every clause', () => {
    const { body } = makeRecipe(model);
    const ids = Object.keys(body).map((clause) => recipeIdOf({ ...body, [clause]: 'other' }).id);
    expect(new Set([...ids, recipeIdOf(body).id]).size).toBe(Object.keys(body).length + 1);
  });

  it('refuses a window without width', () => {
    expect(() => makeRecipe(model, { window: { center: 40, width: 0 } })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }) as Error);
  });
});
