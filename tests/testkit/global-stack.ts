import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startLocalStack } from '../../src/local/local-stack.js';

/** The servers that all integration tests of a run share. Each test file makes its own database, collections and queues. */
export interface TestStack {
  /** As a superuser, to the database `postgres`. */
  readonly postgresAdminUrl: string;
  readonly temporalAddress: string;
  readonly milvusAddress: string;
  /** A directory of this run, removed at its end. */
  readonly home: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    stack: TestStack;
  }
}

const silent = (): void => undefined;
const say = (fields: object, message: string): void => console.error(message, fields);

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = join(import.meta.dirname, '..', '..');
  const home = join(root, '.voxseek', `test-${process.pid}`);
  const stack = await startLocalStack({
    home,
    toolsDirectory: join(root, '.voxseek', 'tools'),
    log: { debug: silent, info: silent, warn: say, error: say },
    onProgress: (part, stage, message) => {
      if (stage === 'installing') console.log(`${part}: ${message}`);
    },
  });
  const adminUrl = new URL(stack.addresses.databaseOwnerUrl);
  adminUrl.pathname = '/postgres';
  project.provide('stack', {
    postgresAdminUrl: adminUrl.href,
    temporalAddress: stack.addresses.temporalAddress,
    milvusAddress: stack.addresses.milvusAddress,
    home: stack.home,
  });
  return async () => {
    await stack.stop();
    await rm(home, { recursive: true, force: true });
  };
}
