import { readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { VERSION } from '../version.js';
import { replaceFile } from './replace-file.js';

const identity = z.object({ pid: z.int().positive(), startedAt: z.string().min(1) });

const runFileSchema = z.object({
  supervisor: identity,
  /** Of the program that started everything; the API and the worker are of the same. */
  version: z.string().optional(),
  /** Every process that the supervisor started and has not seen end. */
  children: z.array(identity.extend({ name: z.string(), stopSignal: z.enum(['SIGINT', 'SIGTERM']) })),
  /** Where the parts answer; holds the passwords of the local database. */
  addresses: z.record(z.string(), z.string()),
});

export type RunFile = z.infer<typeof runFileSchema>;
export type RecordedChild = RunFile['children'][number];

/** The run file, or null where there is none or it cannot be read as one. */
export function readRunFile(path: string): RunFile | null {
  try {
    return runFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/** Keeps the run file current. Writes are synchronous: a child must be on record before anything else can happen. */
export interface RunRecord {
  addChild(child: RecordedChild): void;
  removeChild(pid: number): void;
  setAddresses(addresses: Readonly<Record<string, string>>): void;
  remove(): void;
}

export function createRunRecord(path: string, supervisor: RunFile['supervisor']): RunRecord {
  let state: RunFile = { supervisor, version: VERSION, children: [], addresses: {} };
  const change = (next: Partial<RunFile>): void => {
    state = { ...state, ...next };
    replaceFile(path, JSON.stringify(state, null, 2));
  };
  change({});
  return {
    addChild: (child) => change({ children: [...state.children, child] }),
    removeChild: (pid) => change({ children: state.children.filter((child) => child.pid !== pid) }),
    setAddresses: (addresses) => change({ addresses: { ...state.addresses, ...addresses } }),
    remove: () => rmSync(path, { force: true }),
  };
}
