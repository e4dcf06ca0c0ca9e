import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { breakingChanges, emitSchema } from '../api/emit-schema.js';
import { readAvailableModels } from '../adapters/onnx/available-models.js';
import { apiSchema } from '../api/schema.js';
import { VoxseekError } from '../domain/errors/voxseek-error.js';
import { renderEncoderDocs } from '../services/models/encoder-docs.js';
import { renderEnvironmentDocs } from './environment-docs.js';
import { renderErrorDocs } from './error-docs.js';

export interface SchemaOptions {
  /** Writes nothing; fails when a file is stale. */
  readonly check?: boolean;
  /** Writes a schema that breaks clients of the committed one. */
  readonly allowBreaking?: boolean;
  /** The directory that the files lie in; the repository without it. */
  readonly root?: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCHEMA = 'schema/schema.graphql';

function read(root: string, file: string): string | null {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return null;
  }
}

/** `voxseek schema`. Throws CONFLICT when `--check` finds a stale file, or when the change breaks clients and that was not allowed. */
export async function runSchema({ check = false, allowBreaking = false, root = ROOT }: SchemaOptions): Promise<void> {
  const schema = apiSchema();
  const files: Readonly<Record<string, string>> = {
    [SCHEMA]: emitSchema(schema),
    'schema/errors.md': renderErrorDocs(),
    'docs/configuration.md': renderEnvironmentDocs(),
    'docs/encoders.md': renderEncoderDocs(await readAvailableModels(join(ROOT, 'models'))),
  };
  const committed = read(root, SCHEMA);
  const broken = committed === null ? [] : breakingChanges(committed, schema);
  if (broken.length > 0 && !allowBreaking) {
    const changes = broken.map((change) => `\n  - ${change}`).join('');
    throw new VoxseekError('CONFLICT', `The schema breaks clients of ${SCHEMA}:${changes}\nKeep what they use, or write it with \`voxseek schema --allow-breaking\`.`, { path: SCHEMA });
  }
  const stale = Object.keys(files).filter((file) => read(root, file) !== files[file]);
  if (check && stale.length > 0) {
    throw new VoxseekError('CONFLICT', `Not what the code says: ${stale.join(', ')}. Write it with \`node bin/voxseek.js schema\` and commit it.`, { path: stale[0] ?? SCHEMA });
  }
  for (const file of stale) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), files[file] ?? '');
  }
  process.stdout.write(stale.length === 0 ? 'Everything generated is current.\n' : `Written: ${stale.join(', ')}\n`);
}
