import { VoxseekError } from '../domain/errors/voxseek-error.js';
import { MINIMUM_PYTHON } from './pins.js';
import { runCommand } from './run-command.js';

export interface Python {
  readonly path: string;
  readonly version: string;
}

const CANDIDATES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3.14', 'python'];
const CHECK = 'import sys, venv, ensurepip; print(sys.executable); print(*sys.version_info[:3], sep=".")';

/**
 * A Python of at least {@link MINIMUM_PYTHON} with venv and pip: the one given, else the first on PATH. Fails with
 * PYTHON_MISSING, saying what each candidate lacked.
 */
export async function findPython(given?: string): Promise<Python> {
  const refused: string[] = [];
  for (const candidate of given === undefined ? CANDIDATES : [given]) {
    const { status, stdout, stderr } = await runCommand(candidate, ['-I', '-c', CHECK], { timeoutMs: 15_000 });
    const [path, version] = stdout.trim().split('\n');
    if (status === 0 && path !== undefined && version !== undefined) {
      if (isNewEnough(version)) return { path, version };
      refused.push(`${candidate} is ${version}`);
    } else if (!/ENOENT|not found/u.test(stderr)) {
      refused.push(`${candidate}: ${stderr.trim().split('\n').at(-1)?.slice(0, 200) ?? 'failed'}`);
    }
  }
  const found = refused.length === 0 ? (given === undefined ? 'none is on PATH' : `${given} does not exist`) : refused.join('; ');
  throw new VoxseekError(
    'PYTHON_MISSING',
    `Python ≥ ${MINIMUM_PYTHON.join('.')} with venv and pip is needed for the local vector server; ${found}. Install it, set VOXSEEK_PYTHON to its path, or give VOXSEEK_MILVUS_ADDRESS.`,
    { path: 'VOXSEEK_PYTHON' },
  );
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > MINIMUM_PYTHON[0] || (major === MINIMUM_PYTHON[0] && minor >= MINIMUM_PYTHON[1]);
}
