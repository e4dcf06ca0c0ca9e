import { execFile } from 'node:child_process';

export interface CommandResult {
  /** The exit status; 127 where the program could not be started. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly timeoutMs?: number;
  readonly directory?: string;
  /** Kills the program. */
  readonly signal?: AbortSignal | undefined;
  /** The user to run as, where it is not this one. */
  readonly user?: { readonly uid: number; readonly gid: number } | null;
}

/** Runs a program to its end; never rejects. */
export async function runCommand(file: string, args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  const settings = {
    encoding: 'utf8' as const,
    maxBuffer: 16 * 1024 * 1024,
    timeout: options.timeoutMs ?? 0,
    killSignal: 'SIGKILL' as const,
    ...(options.directory === undefined ? {} : { cwd: options.directory }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.user ?? {}),
  };
  return new Promise((resolve) => {
    execFile(file, args, settings, (error, stdout, stderr) => {
      if (error === null) resolve({ status: 0, stdout, stderr });
      else resolve({ status: typeof error.code === 'number' ? error.code : 127, stdout, stderr: stderr === '' ? error.message : stderr });
    });
  });
}
