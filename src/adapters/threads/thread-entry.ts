import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

function locate(metaUrl: string, name: string): { readonly url: URL; readonly fromSources: boolean } {
  const fromSources = new URL(metaUrl).pathname.endsWith('.ts');
  const stem = name.replace(/^\.\//u, '').replace(/\.[jt]s$/u, '');
  return { url: new URL(`./${stem}${fromSources ? '.ts' : '.js'}`, metaUrl), fromSources };
}

/**
 * What to start a `Worker` with. `name` is a file beside the caller without its ending, e.g. `kernel-thread`. Compiled, it is a
 * `.js` file; run from sources, a `.ts` file behind a line of code that registers tsx, since Node 20 ignores `--import` in
 * worker threads.
 */
export function threadEntry(metaUrl: string, name: string): { filename: URL; execArgv: string[] } {
  const { url, fromSources } = locate(metaUrl, name);
  if (!fromSources) return { filename: url, execArgv: [] };
  const tsx = new URL('./dist/esm/api/index.mjs', pathToFileURL(require.resolve('tsx/package.json'))).href;
  const code = `import { register } from ${JSON.stringify(tsx)}; register(); await import(${JSON.stringify(url.href)});`;
  return { filename: new URL(`data:text/javascript,${encodeURIComponent(code)}`), execArgv: [] };
}

/** What to `fork` for the same file in a process of its own. */
export function processEntry(metaUrl: string, name: string): { path: string; execArgv: string[] } {
  const { url, fromSources } = locate(metaUrl, name);
  return { path: fileURLToPath(url), execArgv: fromSources ? ['--import', pathToFileURL(require.resolve('tsx')).href] : [] };
}
