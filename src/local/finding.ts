/** What was found of one part. */
export interface Finding {
  readonly part: string;
  readonly ok: boolean;
  /** Where it is or answers, or what is wrong. */
  readonly found: string;
  readonly version: string | null;
  /** The one command that mends it; null where nothing is to be mended. */
  readonly mend: string | null;
}

/** The command that starts, and installs, whatever is missing. */
export const START = 'npx voxseek up';

export const fine = (part: string, found: string, version: string | null = null): Finding => ({ part, ok: true, found, version, mend: null });
export const bad = (part: string, found: string, mend: string): Finding => ({ part, ok: false, found, version: null, mend });

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
