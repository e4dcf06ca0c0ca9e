import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const sources = join(import.meta.dirname, '../../../../src/adapters/onnx');

/** Runs code in a process of its own, whose streams the native library writes to. */
const inProcess = (code: string): Promise<{ readonly stdout: string; readonly stderr: string }> => promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { cwd: sources });

it('says why a provider or a graph cannot be had, once, and prints nothing beside', async () => {
  const { stdout, stderr } = await inProcess(`
    const { requireProvider } = await import('${sources}/require-provider.ts');
    const { createSession } = await import('${sources}/create-session.ts');
    const told = async (work) => console.log(JSON.stringify(await work.then(() => 'made', ({ code, message }) => [code ?? null, message.length > 20])));
    await told(requireProvider('COREML'));
    await told(requireProvider('CPU'));
    await told(createSession(new Uint8Array([1, 2, 3]), {}));
    await told(createSession('${sources}/none.onnx', {}));
  `);
  expect(stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown)).toEqual([process.platform === 'darwin' ? 'made' : ['PROVIDER_UNAVAILABLE', true], 'made', [null, true], [null, true]]);
  expect(stderr).toBe('');
});

// Where CUDA can be had there is nothing to be told of it; elsewhere the runtime would print what it lacks.
it('prints nothing where libraries are missing', async () => {
  const { stderr } = await inProcess(`
    const { requireProvider } = await import('${sources}/require-provider.ts');
    await requireProvider('CUDA').catch(({ code }) => { if (code !== 'PROVIDER_UNAVAILABLE') throw new Error(code); });
  `);
  expect(stderr).toBe('');
});
