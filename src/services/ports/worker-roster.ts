/** A worker that asked for tasks a short while ago. */
export interface ListeningWorker {
  /** For people: its process and machine. */
  readonly name: string;
  readonly queues: readonly string[];
  readonly seenAt: Date;
}

/** Who takes tasks from which queues. */
export interface WorkerRoster {
  /** A worker that is busy counts as well; one that was killed does for up to 90 s. Throws DEPENDENCY_UNAVAILABLE. */
  list(): Promise<readonly ListeningWorker[]>;
}
