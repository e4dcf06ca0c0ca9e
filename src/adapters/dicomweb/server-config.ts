import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { ID_PREFIXES } from '../../domain/ids.js';

const auth = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('basic'), username: z.string().min(1), password: z.string() }),
  z.strictObject({ kind: z.literal('bearer'), token: z.string().min(1) }),
]);

const PLACEHOLDER = '{studyInstanceUid}';

const server = z.strictObject({
  /** Below which `/studies` lies. */
  url: z.url({ protocol: /^https?$/u }).transform((url) => url.replace(/\/+$/u, '')),
  auth: auth.default({ kind: 'none' }),
  /** Which teams may import from it, by id; `all` for every team of the installation. */
  teams: z.union([z.literal('all'), z.array(z.string().startsWith(ID_PREFIXES.Team)).min(1)]),
  /** PEM file of the authority that signed the server's certificate, from the directory of this file. */
  certificateAuthorityFile: z.string().min(1).optional(),
  /** How long the server may send nothing. */
  timeoutSeconds: z.number().positive().max(3_600).default(60),
  /** More series than these are refused before any is fetched. */
  maxSeries: z.number().int().positive().max(100_000).default(1_000),
  /** The address of a study in a viewer. */
  viewer: z
    .string()
    .regex(/^https?:\/\/\S+$/u)
    .refine((template) => template.includes(PLACEHOLDER))
    .optional(),
});

const file = z.strictObject({ servers: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/u), server) });

/** One server with everything that is needed to ask it; holds secrets, and is never logged. */
export interface ServerConfig extends Omit<z.output<typeof server>, 'certificateAuthorityFile' | 'viewer'> {
  readonly name: string;
  readonly certificateAuthority: string | null;
  /** With `{studyInstanceUid}` in it. */
  readonly viewer: string | null;
}

export const viewerAddress = (template: string, studyInstanceUid: string): string => template.replaceAll(PLACEHOLDER, encodeURIComponent(studyInstanceUid));

const invalid = (message: string): VoxseekError => new VoxseekError('CONFIGURATION_INVALID', message, { path: 'VOXSEEK_DICOMWEB_FILE' });

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw invalid(`VOXSEEK_DICOMWEB_FILE: ${path} cannot be read.`);
  }
}

/** Reads the operator's file of DICOMweb servers; see docs/dicomweb.md. Throws CONFIGURATION_INVALID, naming fields but no values, for some are secrets. */
export function readServerFile(path: string): readonly ServerConfig[] {
  let json: unknown;
  try {
    json = JSON.parse(textOf(path));
  } catch (error) {
    if (error instanceof VoxseekError) throw error;
    throw invalid(`VOXSEEK_DICOMWEB_FILE: ${path} is not JSON.`);
  }
  const parsed = file.safeParse(json);
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'the file'))].join(', ');
    throw invalid(`VOXSEEK_DICOMWEB_FILE: ${fields} of ${path} is not as docs/dicomweb.md says.`);
  }
  return Object.entries(parsed.data.servers).map(([name, { certificateAuthorityFile, viewer, ...rest }]) => ({
    ...rest,
    name,
    viewer: viewer ?? null,
    certificateAuthority: certificateAuthorityFile === undefined ? null : textOf(resolve(dirname(path), certificateAuthorityFile)),
  }));
}
