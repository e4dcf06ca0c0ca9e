import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file of the owner's eyes only, as a whole or not at all. */
export function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, `${text}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}
