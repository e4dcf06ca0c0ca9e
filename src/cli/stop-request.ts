export type StopReason = 'SIGINT' | 'SIGTERM' | 'parent-gone';

export interface StopRequest {
  /** Aborted once the process is asked to stop; its reason is a {@link StopReason}. */
  readonly signal: AbortSignal;
  /** Resolves once the process is asked to stop. */
  readonly requested: Promise<StopReason>;
}

/**
 * Listens for the wish that this process stop: Ctrl-C, SIGTERM, or the end of the supervisor that holds the other end of the
 * channel. A second Ctrl-C ends the process at once.
 */
export function listenForStop(): StopRequest {
  const controller = new AbortController();
  const requested = new Promise<StopReason>((resolve) => {
    const stop = (reason: StopReason): void => {
      if (controller.signal.aborted) {
        if (reason === 'SIGINT') process.exit(130);
        return;
      }
      controller.abort(reason);
      resolve(reason);
    };
    process.on('SIGINT', () => stop('SIGINT'));
    process.on('SIGTERM', () => stop('SIGTERM'));
    process.on('disconnect', () => stop('parent-gone'));
  });
  return { signal: controller.signal, requested };
}
