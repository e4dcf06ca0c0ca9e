export interface Stopwatch {
  /** Runs the work and adds its time to the stage. */
  time<T>(stage: string, work: () => Promise<T>): Promise<T>;
  /** Adds time that was measured elsewhere. */
  add(stage: string, milliseconds: number): void;
  /** Counts some of one stage's time as another's. */
  move(from: string, to: string, milliseconds: number): void;
  milliseconds(): ReadonlyMap<string, number>;
}

export function createStopwatch(): Stopwatch {
  const stages = new Map<string, number>();
  const add = (stage: string, milliseconds: number): void => void stages.set(stage, (stages.get(stage) ?? 0) + milliseconds);
  return {
    add,
    async time(stage, work) {
      const start = performance.now();
      try {
        return await work();
      } finally {
        add(stage, performance.now() - start);
      }
    },
    move(from, to, milliseconds) {
      const moved = Math.min(milliseconds, stages.get(from) ?? 0);
      add(from, -moved);
      add(to, moved);
    },
    milliseconds: () => stages,
  };
}
