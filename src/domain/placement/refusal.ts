import type { ErrorCode } from '../errors/error-codes.js';
import type { Capability, Provider } from './capability.js';

/** The codes by which a worker says that it cannot do what another may be able to do. */
export const REFUSAL_CODES = ['PROVIDER_UNAVAILABLE', 'PROVIDER_UNFIT', 'MODEL_OUT_OF_MEMORY', 'MODEL_REFUSED'] as const satisfies readonly ErrorCode[];
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** A task that came back from a queue undone. */
export interface Refusal extends Capability {
  readonly queue: string;
  readonly code: RefusalCode;
  /** As the worker gave it. */
  readonly message: string;
}

/** A model that the processor cannot run is at fault itself; that an accelerator cannot says nothing of the others. */
export function isRefusal(code: string, provider: Provider): code is RefusalCode {
  return (REFUSAL_CODES as readonly string[]).includes(code) && (code !== 'MODEL_REFUSED' || provider !== 'CPU');
}

/** Whether the capability is out of the question after the refusal: its own queue always, and where the graph does not fit, the provider with any memory. */
export function excludes(refusal: Refusal, { provider, memory }: Capability): boolean {
  if (refusal.provider !== provider) return false;
  switch (refusal.code) {
    case 'PROVIDER_UNFIT':
    case 'MODEL_REFUSED':
      return true;
    case 'PROVIDER_UNAVAILABLE':
    case 'MODEL_OUT_OF_MEMORY':
      return refusal.memory === memory;
  }
}
