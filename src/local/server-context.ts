import type { Log } from '../services/ports/log.js';
import type { HomeLayout } from './home.js';
import type { Python } from './python.js';
import type { RunRecord } from './run-file.js';

export type StackPart = 'postgres' | 'temporal' | 'milvus' | 'objects' | 'api' | 'worker';

/** `installing` can take a minute and happens once for each tools directory. */
export type StackStage = 'recovering' | 'installing' | 'initialising' | 'starting' | 'ready' | 'given';

export type ReportProgress = (part: StackPart, stage: StackStage, message: string) => void;

/** What each embedded server needs of the stack that starts it. */
export interface ServerContext {
  readonly layout: HomeLayout;
  readonly toolsDirectory: string;
  readonly python: () => Promise<Python>;
  readonly record: RunRecord;
  readonly log: Log;
  readonly report: ReportProgress;
  /** Ends installing and starting early. */
  readonly signal: AbortSignal | undefined;
}
