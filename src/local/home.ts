import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Where everything that lives at run time lies, below the home directory. */
export interface HomeLayout {
  readonly home: string;
  readonly lock: string;
  readonly runFile: string;
  readonly secrets: string;
  readonly logs: string;
  readonly postgres: string;
  readonly temporal: string;
  readonly milvus: string;
  readonly objects: string;
}

export function homeLayout(home: string): HomeLayout {
  return {
    home,
    lock: join(home, 'lock'),
    runFile: join(home, 'run.json'),
    secrets: join(home, 'secrets.json'),
    logs: join(home, 'logs'),
    postgres: join(home, 'postgres'),
    temporal: join(home, 'temporal'),
    milvus: join(home, 'milvus'),
    objects: join(home, 'objects'),
  };
}

/** All but the home itself is closed to other users; the home must let the database's own user through where that is another. */
export async function makeHome(layout: HomeLayout): Promise<void> {
  await mkdir(layout.home, { recursive: true, mode: 0o755 });
  for (const directory of [layout.logs, layout.temporal, layout.milvus, layout.objects]) await mkdir(directory, { recursive: true, mode: 0o700 });
}
