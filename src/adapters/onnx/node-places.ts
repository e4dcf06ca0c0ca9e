import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Provider } from '../../domain/placement/capability.js';
import { PROVIDER_FACTS } from './providers.js';

/** How many nodes of each operator ran where: by place, then by operator. */
export type NodePlaces = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** These are an encoder's work. The others, such as those that work out shapes, a runtime may leave to the processor for good reason. */
const ARITHMETIC = /Conv|MatMul|Gemm|Attention/u;

interface ProfileEvent {
  readonly cat?: string;
  readonly args?: { readonly provider?: string; readonly op_name?: string };
}

/** Reads the runtime's own profile of a run. */
export function nodePlaces(profile: string): NodePlaces {
  const places: Record<string, Record<string, number>> = {};
  for (const { cat, args } of JSON.parse(profile) as readonly ProfileEvent[]) {
    if (cat !== 'Node' || args?.provider === undefined || args.op_name === undefined) continue;
    const operators = (places[args.provider] ??= {});
    operators[args.op_name] = (operators[args.op_name] ?? 0) + 1;
  }
  return places;
}

const list = (operators: Readonly<Record<string, number>>): string => Object.entries(operators).map(([name, count]) => `${count} ${name}`).join(', ');

/**
 * Refuses a model whose work, or a part of it, ran elsewhere than asked for: the runtime falls back to the processor in silence. Throws
 * PROVIDER_UNFIT, which names the operators.
 */
export function requirePlaces(places: NodePlaces, provider: Provider, modelId: string): void {
  const wanted = PROVIDER_FACTS[provider].places;
  const elsewhere = Object.entries(places).flatMap(([place, operators]) => (wanted.includes(place) ? [] : Object.entries(operators).filter(([name]) => ARITHMETIC.test(name))));
  const there = wanted.some((place) => Object.keys(places[place] ?? {}).length > 0);
  if (there && elsewhere.length === 0) return;
  const what = elsewhere.length > 0 ? `${list(Object.fromEntries(elsewhere))} ran elsewhere` : 'no part of it ran there';
  throw new VoxseekError('PROVIDER_UNFIT', `${provider} was asked for, but of the model ${modelId} ${what}. Embed with it on a worker with another provider, or export it with operators that ${provider} has.`, { path: modelId });
}
