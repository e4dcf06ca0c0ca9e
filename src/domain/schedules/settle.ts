/** What is known of the state that a schedule watches. Times are milliseconds since 1970. */
export interface Watch {
  /** The state as it was last seen, and since when it has been so. */
  readonly seen: string;
  readonly since: number;
  /** The state for which a run was last asked, and when. */
  readonly asked: { readonly state: string; readonly at: number } | null;
}

export interface Settled {
  readonly watch: Watch;
  /** Whether a run is to be asked for now. */
  readonly due: boolean;
}

/** A run that was asked for and did not come, because another was going on or the engine lost it, is asked for again. */
export const ASK_AGAIN_MS = 300_000;

/**
 * Whether a state is new and at rest: other than the one that was `ran` last, and unchanged for `settleMs`, so that an import of many
 * volumes makes one run. A run that is `due` is asked for once in five minutes until it has begun.
 */
export function settle(before: Watch | null, state: string, ran: string | null, now: number, settleMs: number): Settled {
  const watch: Watch = before?.seen === state ? before : { seen: state, since: now, asked: before?.asked ?? null };
  const waits = watch.asked?.state === state && now - watch.asked.at < ASK_AGAIN_MS;
  if (state === ran || now - watch.since < settleMs || waits) return { watch, due: false };
  return { watch: { ...watch, asked: { state, at: now } }, due: true };
}
