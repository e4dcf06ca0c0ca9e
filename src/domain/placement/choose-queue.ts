import { STANDARD_MEMORY_BYTES, queueOf } from './capability.js';
import type { Capability, Provider } from './capability.js';
import { excludes } from './refusal.js';
import type { Refusal } from './refusal.js';

/** What is known when a task is to be sent. */
export interface PlacementQuestion {
  /** What the names of its queues begin with. */
  readonly base: string;
  /** Providers that will do, the most wanted first; no other is ever chosen. */
  readonly providers: readonly Provider[];
  /** Queues that a worker listens on. */
  readonly listening: ReadonlySet<string>;
  /** Of this task so far. */
  readonly refusals: readonly Refusal[];
}

/** Where a task is sent. */
export interface Place extends Capability {
  readonly queue: string;
}

export interface PlacementAnswer {
  /** Null where nobody can do it at present. */
  readonly place: Place | null;
  /** For people: why this queue and none before it, or what is missing and what to start. */
  readonly reason: string;
}

/**
 * The first queue in the order of `providers` that a worker listens on and that has not refused. After a refusal for want of memory the LARGE queues come
 * first. Each queue is tried once at most, which bounds the tries.
 */
export function chooseQueue(question: PlacementQuestion): PlacementAnswer {
  const { base, listening, refusals } = question;
  const passed: string[] = refusals.map(({ queue, code }) => `${queue} refused it (${code})`);
  const left = candidates(question).filter((capability) => !refusals.some((refusal) => excludes(refusal, capability)));
  for (const capability of left) {
    const queue = queueOf(base, capability);
    if (listening.has(queue)) return { place: { ...capability, queue }, reason: [...passed, passed.length === 0 ? `${queue} is the first choice` : `${queue} is next`].join('; ') };
    passed.push(`no worker listens on ${queue}`);
  }
  return { place: null, reason: `${passed.join('; ')}. ${remedy(base, left)}` };
}

function candidates({ providers, refusals }: PlacementQuestion): readonly Capability[] {
  const short = refusals.some(({ code }) => code === 'MODEL_OUT_OF_MEMORY');
  const classes: readonly Capability['memory'][] = short ? ['LARGE', 'STANDARD'] : ['STANDARD'];
  return classes.flatMap((memory) => providers.map((provider) => ({ provider, memory })));
}

/** The worker that is easiest to start: the processor needs no driver. */
function remedy(base: string, left: readonly Capability[]): string {
  const [first] = left;
  if (first === undefined) return 'Allow another execution provider, or use another model.';
  const wanted = left.find(({ provider, memory }) => provider === 'CPU' && memory === first.memory) ?? first;
  const memory = wanted.memory === 'LARGE' ? ` and VOXSEEK_MODEL_MEMORY_BYTES above ${STANDARD_MEMORY_BYTES}` : '';
  return `Start a worker with VOXSEEK_EXECUTION_PROVIDER=${wanted.provider.toLowerCase()}${memory}, so that it listens on ${queueOf(base, wanted)}.`;
}
