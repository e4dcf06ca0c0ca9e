/** How far one step of a command is. */
export interface StepProgress {
  readonly done: number;
  readonly total: number | null;
  readonly unit: string;
  /** What is going on inside the step, e.g. `building`. */
  readonly stage?: string;
}

/** Shows steps one after the other: a bar that redraws itself on a terminal, plain lines elsewhere. */
export interface ProgressDisplay {
  begin(title: string): void;
  update(progress: StepProgress): void;
  end(summary: string): void;
  fail(message: string): void;
}

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const BAR_WIDTH = 24;
const PLAIN_INTERVAL_MS = 5_000;
const REDRAW_INTERVAL_MS = 100;

/** `1h 02m`, `3m 05s`, `12s`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole >= 3600) return `${Math.floor(whole / 3600)}h ${two(Math.floor((whole % 3600) / 60))}m`;
  return whole >= 60 ? `${Math.floor(whole / 60)}m ${two(whole % 60)}s` : `${whole}s`;
}

/** `12/40 volumes  3.1/s  eta 9s`; the rate is the mean since the step began. */
export function formatProgress(progress: StepProgress, elapsedSeconds: number): string {
  const { done, total, unit, stage } = progress;
  const rate = elapsedSeconds > 0.5 && done > 0 ? done / elapsedSeconds : null;
  const parts = [total === null ? `${done} ${unit}` : `${done}/${total} ${unit}`];
  if (rate !== null) parts.push(`${rate >= 10 ? rate.toFixed(0) : rate.toFixed(1)}/s`);
  if (rate !== null && total !== null && done < total) parts.push(`eta ${formatDuration((total - done) / rate)}`);
  if (stage) parts.push(stage);
  return parts.join('  ');
}

export function formatBar(done: number, total: number | null): string {
  if (total === null || total === 0) return '░'.repeat(BAR_WIDTH);
  const filled = Math.round((Math.min(done, total) / total) * BAR_WIDTH);
  return '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
}

export function createProgressDisplay(output: Output, now: () => number = () => performance.now()): ProgressDisplay {
  const terminal = output.isTTY === true;
  let title = '';
  let startedAt = 0;
  let shownAt = -Infinity;
  const seconds = (): number => (now() - startedAt) / 1000;
  const line = (text: string): void => {
    output.write(terminal ? `\r\u001b[2K${text.slice(0, (output.columns ?? 120) - 1)}` : `${text}\n`);
  };
  return {
    begin(nextTitle) {
      title = nextTitle;
      startedAt = now();
      shownAt = terminal ? -Infinity : startedAt;
      line(`… ${title}`);
    },
    update(progress) {
      const interval = terminal ? REDRAW_INTERVAL_MS : PLAIN_INTERVAL_MS;
      if (now() - shownAt < interval) return;
      shownAt = now();
      const text = formatProgress(progress, seconds());
      line(terminal ? `… ${title}  ${formatBar(progress.done, progress.total)}  ${text}` : `  ${title}: ${text}`);
    },
    end(summary) {
      line(`✓ ${title}: ${summary} (${formatDuration(seconds())})`);
      if (terminal) output.write('\n');
    },
    fail(message) {
      line(`✗ ${title}: ${message}`);
      if (terminal) output.write('\n');
    },
  };
}
