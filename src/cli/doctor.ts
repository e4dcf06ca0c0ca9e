import { createTemporalRoster } from '../adapters/temporal/worker-roster.js';
import type { Environment } from '../environment.js';
import { inspectParts } from '../local/inspect.js';
import type { Finding } from '../local/finding.js';
import { givenParts } from './addresses.js';
import { taskQueues } from '../services/jobs/workflow-call.js';
import { openObjectStore } from './wiring/object-store.js';

/** `voxseek doctor`: a line for every part, and below a missing one what mends it; exit status 1 if one is missing. */
export async function runDoctor(_options: object, environment: Environment): Promise<void> {
  const findings = await inspectParts({
    home: environment.home,
    toolsDirectory: environment.toolsDirectory,
    python: environment.python ?? undefined,
    temporalNamespace: environment.temporalNamespace,
    modelsDirectory: environment.modelsDirectory,
    given: givenParts(environment),
    probeBucket: async (url) => {
      const objects = openObjectStore(url, { accessKey: environment.objectsAccessKey, secretKey: environment.objectsSecretKey });
      await objects.list('teams/')[Symbol.asyncIterator]().next();
    },
    workersAt: async (address) => {
      const roster = createTemporalRoster({ address, namespace: environment.temporalNamespace, queues: taskQueues() });
      try {
        return await roster.list();
      } finally {
        await roster.close();
      }
    },
  });
  process.stdout.write(`${findings.map(formatFinding).join('\n')}\n`);
  if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
}

export function formatFinding({ part, ok, found, version, mend }: Finding): string {
  const line = `${ok ? '✓' : '✗'} ${part.padEnd(9)} ${version === null ? '' : `${version}  `}${found}`;
  return mend === null ? line : `${line}\n            mend it with: ${mend}`;
}
