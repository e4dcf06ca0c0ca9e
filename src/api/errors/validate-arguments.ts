import type { ValidationError } from 'class-validator';
import { validate } from 'class-validator';
import type { ValidatorFn } from 'type-graphql';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';

function firstFault(errors: readonly ValidationError[], prefix: string): { readonly path: string; readonly value: unknown; readonly rule: string } | null {
  for (const error of errors) {
    const path = prefix === '' ? error.property : `${prefix}.${error.property}`;
    const rule = Object.values(error.constraints ?? {})[0];
    if (rule !== undefined) return { path, value: error.value, rule };
    const nested = firstFault(error.children ?? [], path);
    if (nested !== null) return nested;
  }
  return null;
}

/** Names the value only where it is a number: text may hold what nobody should read in a log. */
function shown(value: unknown): string {
  return typeof value === 'number' ? ` (${value})` : '';
}

/** Checks arguments against the ranges declared on their classes. Throws INVALID_INPUT with a path such as `input.k`. */
export const validateArguments: ValidatorFn = async (value: unknown, type) => {
  if (value === null || typeof value !== 'object' || value.constructor === Object || Array.isArray(value)) return;
  const prefix = typeof type === 'function' && type.name.endsWith('Input') ? 'input' : '';
  const fault = firstFault(await validate(value, { forbidUnknownValues: false, skipMissingProperties: true }), prefix);
  if (fault !== null) throw new VoxseekError('INVALID_INPUT', `${fault.path}${shown(fault.value)}: ${fault.rule}.`, { path: fault.path });
};
