import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { referencePython } from './python.js';

const directory = fileURLToPath(new URL('../reference/', import.meta.url));

/** Gives a script of tests/reference JSON on its standard input, and reads what it prints as JSON. */
export async function askReference<Answer>(script: string, input: unknown): Promise<Answer> {
  const child = spawn(await referencePython(), [`${directory}${script}`], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(input));
  const output: Buffer[] = [];
  for await (const chunk of child.stdout) output.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(output).toString('utf8')) as Answer;
}
