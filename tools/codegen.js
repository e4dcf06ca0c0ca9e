// Typed operations for the tests, from the emitted schema, as a client of another house would make them.
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { codegen } = require('@graphql-codegen/core');
const { buildSchema, parse } = require('graphql');

const root = new URL('..', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const output = 'tests/testkit/generated/operations.ts';

const text = await codegen({
  filename: output,
  schema: parse(read('schema/schema.graphql')),
  schemaAst: buildSchema(read('schema/schema.graphql')),
  documents: [{ location: 'tests/testkit/operations.graphql', document: parse(read('tests/testkit/operations.graphql')) }],
  config: {
    enumsAsTypes: true,
    useTypeImports: true,
    skipTypename: true,
    strictScalars: true,
    scalars: { DateTimeISO: 'string', JSONObject: 'Record<string, unknown>' },
  },
  pluginMap: {
    typescript: require('@graphql-codegen/typescript'),
    operations: require('@graphql-codegen/typescript-operations'),
    documents: require('@graphql-codegen/typed-document-node'),
  },
  plugins: [{ operations: {} }, { documents: {} }],
});

if (process.argv.includes('--check')) {
  if (read(output) !== text) {
    console.error(`${output} is stale. Write it with \`node tools/codegen.js\`.`);
    process.exitCode = 1;
  }
} else {
  mkdirSync(new URL('tests/testkit/generated/', root), { recursive: true });
  writeFileSync(new URL(output, root), text);
}
