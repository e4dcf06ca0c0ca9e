import { VoxseekError } from '../domain/errors/voxseek-error.js';

/** Of these fields one must be given. Throws INVALID_INPUT; returns its name. */
export function exactlyOne<Name extends string>(path: string, fields: Readonly<Record<Name, unknown>>): Name {
  const names = Object.keys(fields) as Name[];
  const [given, ...others] = names.filter((name) => fields[name] !== undefined && fields[name] !== null);
  if (given === undefined || others.length > 0) {
    throw new VoxseekError('INVALID_INPUT', `${path}: give exactly one of ${names.join(', ')}; ${given === undefined ? 'none' : others.length + 1} was given.`, { path });
  }
  return given;
}
