import type { JobId, TeamId } from '../../domain/ids.js';
import type { JobKind } from './records.js';

/** Starts and stops the durable workflow behind a job; its record is the Job row, not the engine's history. */
export interface WorkflowEngine {
  /** Idempotent: a workflow that already runs under (job, attempt) is left alone. Throws DEPENDENCY_UNAVAILABLE. */
  start(job: { readonly id: JobId; readonly teamId: TeamId; readonly kind: JobKind; readonly attempt: number; readonly input: unknown }): Promise<void>;
  /** False for an attempt that ended or that the engine has lost with its data. Throws DEPENDENCY_UNAVAILABLE. */
  isRunning(job: { readonly id: JobId; readonly teamId: TeamId; readonly attempt: number }): Promise<boolean>;
  /** Asks the workflow to stop; `found` is false when the engine knows no running workflow of this attempt. Throws DEPENDENCY_UNAVAILABLE. */
  cancel(job: { readonly id: JobId; readonly teamId: TeamId; readonly attempt: number }): Promise<{ readonly found: boolean }>;
}
