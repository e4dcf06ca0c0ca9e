import type { ReportProgress, StackPart } from '../local/server-context.js';
import type { ProgressDisplay } from './progress.js';

const PARTS: readonly StackPart[] = ['postgres', 'temporal', 'milvus', 'api', 'worker'];

export interface StackProgress {
  readonly onProgress: ReportProgress;
  end(): void;
  fail(message: string): void;
}

/** Shows the start of the local stack as one step that counts the parts that are ready. */
export function showStackProgress(display: ProgressDisplay): StackProgress {
  const ready = new Set<StackPart>();
  display.begin('Local stack');
  return {
    onProgress: (part, stage, message) => {
      if (stage === 'ready' || stage === 'given') ready.add(part);
      display.update({ done: ready.size, total: PARTS.length, unit: 'parts', stage: `${part}: ${message}` });
    },
    end: () => display.end(`${ready.size} parts ready`),
    fail: (message) => display.fail(message),
  };
}
