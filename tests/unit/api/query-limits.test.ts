import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { GraphQLInputType } from 'graphql';
import { getNamedType, getOperationAST, isEnumType, isInputObjectType, isListType, isNonNullType, isRequiredInputField, parse, specifiedRules, typeFromAST, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DEFAULT_API_LIMITS } from '../../../src/api/dependencies.js';
import { checkCost, limitRules } from '../../../src/api/query-limits.js';
import { apiSchema } from '../../../src/api/schema.js';

const root = join(import.meta.dirname, '../../..');
const schema = apiSchema();

const check = (query: string, variables: Readonly<Record<string, unknown>> = {}): void => {
  const document = parse(query);
  expect(validate(schema, document, [...specifiedRules, ...limitRules(DEFAULT_API_LIMITS)])).toEqual([]);
  checkCost({ schema, document, variables, operationName: null }, DEFAULT_API_LIMITS);
};
const refuses = (query: string, variables: Readonly<Record<string, unknown>> = {}): void => {
  expect(() => { check(query, variables); }, query).toThrow(/^The document costs \d+; 20000 is allowed/u);
};

/** The most that an input asks for: pages of 100, all that is required. */
function valueOf(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType);
  if (isListType(type)) return [valueOf(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isRequiredInputField(field) || field.name === 'first');
    return Object.fromEntries(fields.map((field) => [field.name, valueOf(field.type)]));
  }
  return { Int: 100, Float: 100, String: 'text', Boolean: true, ID: 'x', JSONObject: {}, DateTimeISO: '2030-01-01T00:00:00.000Z' }[getNamedType(type).name];
}

function largestVariables(query: string): Readonly<Record<string, unknown>> {
  const operation = getOperationAST(parse(query));
  return Object.fromEntries((operation?.variableDefinitions ?? []).map(({ variable, type }) => [variable.name.value, valueOf(typeFromAST(schema, type as never) as GraphQLInputType)]));
}

/** Every document that the commands send, as it stands in their sources. */
function documentsOfCommands(): readonly { readonly name: string; readonly text: string }[] {
  const files = readdirSync(join(root, 'src/cli'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files.flatMap((name) => [...readFileSync(join(root, 'src/cli', name), 'utf8').matchAll(/\/\* GraphQL \*\/ `([^`]+)`/gu)].map((match) => ({ name, text: match[1] ?? '' })));
}

const SEARCH = { indexId: 'x', query: { volumeId: 'x' } };
const volumes = (selection: string): string => `query ($input: SearchVolumesInput!) { searchVolumes(input: $input) { volumes { ${selection} } } }`;
const SLICES = 'query ($input: SearchSlicesInput!) { searchSlices(input: $input) { hits { querySlice nearest { similarity slice { volumeId index } } } } }';

describe('what the product itself sends', () => {
  const commands = documentsOfCommands();

  it('is within the limits: the commands’ documents with the largest pages', () => {
    expect(commands.length).toBeGreaterThan(10);
    for (const { name, text } of commands) {
      // The worked query asks for the five nearest; a hundred with all their matches would be too much for anyone.
      const variables = name.endsWith('worked-query.ts') ? { input: { ...SEARCH, first: 5 } } : largestVariables(text);
      check(text, variables);
    }
  });

  it('is within the limits: the queries of the README', () => {
    const queries = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/--data '(\{"query":.+\})'/gu)].map((match) => (JSON.parse(match[1] ?? '') as { query: string }).query);
    expect(queries.length).toBeGreaterThan(0);
    for (const query of queries) check(query);
  });
});

describe('the cost of a search', () => {
  it('grows with the matches and slices that are asked for', () => {
    const input = { ...SEARCH, first: 100 };
    check(volumes('matches(first: 10) { querySlice similarity slice { index } }'), { input });
    refuses(volumes('matches(first: 1000) { querySlice similarity slice { index } }'), { input });
    check(volumes('supportingSlices(first: 30) { index z }'), { input });
    refuses(volumes('supportingSlices(first: 100) { index z isAir }'), { input });
    check(volumes('supportingSlices(first: 100) { index thumbnailUrl regions { region pixels } }'), { input: { ...SEARCH, first: 10 } });
  });

  it('grows with k and with the slices of the query', () => {
    check(SLICES, { input: SEARCH });
    check(SLICES, { input: { ...SEARCH, k: 1_000, slices: { slice: 3 } } });
    check(SLICES, { input: { ...SEARCH, k: 100, slices: { range: { first: 10, last: 29 } } } });
    refuses(SLICES, { input: { ...SEARCH, k: 1_000 } });
    refuses(SLICES, { input: { ...SEARCH, k: 100, slices: { range: { first: 0, last: 99 } } } });
    refuses(SLICES, { input: { ...SEARCH, k: 100, slices: { region: { region: 'liver' } } } });
  });

  it('is not lowered by numbers below their range, which are refused only later', () => {
    const dear = 'datasets(first: 100) { nodes { volumes(first: 100) { nodes { id name } } } }';
    refuses(`{ ${dear} }`);
    refuses(`{ ${dear} volumes(first: -100000) { nodes { id name } } }`);
    refuses(`query ($input: SearchVolumesInput!) { ${dear} searchVolumes(input: $input) { volumes { rank } } }`, { input: { ...SEARCH, first: -100_000 } });
    refuses(`query ($input: SearchSlicesInput!) { ${dear} searchSlices(input: $input) { hits { querySlice } } }`, { input: { ...SEARCH, k: -100_000 } });
    refuses(`query ($input: SearchSlicesInput!) { ${dear} searchSlices(input: $input) { hits { querySlice } } }`, { input: { ...SEARCH, slices: { range: { first: 100_000, last: 0 } } } });
    const matches = volumes('a: matches(first: -100000) { querySlice } b: matches(first: 1000) { querySlice similarity slice { index } }');
    refuses(matches, { input: { ...SEARCH, first: 100 } });
  });
});
