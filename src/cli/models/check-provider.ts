import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNiftiReader } from '../../adapters/nifti/nifti-reader.js';
import { createEmbeddingEngine } from '../../adapters/onnx/embedding-engine.js';
import { createModelDirectory } from '../../adapters/onnx/model-directory.js';
import type { NodePlaces } from '../../adapters/onnx/node-places.js';
import { placesOf } from '../../adapters/onnx/places-of.js';
import { requireProvider } from '../../adapters/onnx/require-provider.js';
import type { CanonicalVolume } from '../../domain/geometry/volume.js';
import type { Matrix } from '../../domain/matrix.js';
import { isVoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Provider } from '../../domain/placement/capability.js';
import type { Environment } from '../../environment.js';
import { makeRecipe } from '../../services/embedding/make-recipe.js';
import { parseModelEntry } from '../../services/models/model-entry.js';
import type { ModelFiles } from '../../services/ports/model-files.js';
import { providerOf } from '../wiring/provider.js';

export interface CheckOptions {
  readonly scan?: string;
  readonly entries: readonly string[];
}

type Located = Extract<Awaited<ReturnType<ModelFiles['find']>>, { kind: 'ONNX' }>;

/** Vectors in half precision are compared by retrieval, which this little changes. */
const LEAST_COSINE = 0.999;
const SAMPLE = fileURLToPath(new URL('../../../samples/ts-thorax/ct.nii.gz', import.meta.url));

interface Verdict { readonly mark: '✓' | '✗' | '–'; readonly text: string }

/**
 * `voxseek models check`: embeds a scan on the processor and on the configured provider, and compares: a line for each model. Exit status 1 where a
 * model that was named did not run there, ran there in part, or gave other vectors. Of the bundled ones, which are not all made for every provider, some
 * may be unfit, as long as one is fit.
 */
export async function runCheckProvider({ scan = SAMPLE, entries }: CheckOptions, environment: Environment): Promise<void> {
  const provider = providerOf(environment);
  await requireProvider(provider);
  process.stdout.write(`✓ ${provider} loads and computes\n`);
  const { volume } = await createNiftiReader().readVolume(scan, { limits: { maxBytes: environment.maxVolumeBytes, maxDimension: 4_096 } });
  const bundled = entries.length === 0;
  const marks: Verdict['mark'][] = [];
  for (const located of bundled ? await bundledModels(environment.modelsDirectory) : await Promise.all(entries.map(givenModel))) {
    const { mark, text } = await verdictOn(located, volume, provider, environment.inferenceThreads, bundled);
    process.stdout.write(`${mark} ${located.entry.id}  ${text}\n`);
    marks.push(mark);
  }
  if (marks.includes('✗') || !marks.includes('✓')) process.exitCode = 1;
}

async function verdictOn(located: Located, volume: CanonicalVolume, provider: Provider, threads: number, mayBeUnfit: boolean): Promise<Verdict> {
  try {
    const { line, ok } = await compare(located, volume, provider, threads);
    return { mark: ok ? '✓' : '✗', text: line };
  } catch (error) {
    if (!isVoxseekError(error)) throw error;
    return { mark: mayBeUnfit && error.code === 'PROVIDER_UNFIT' ? '–' : '✗', text: `${error.code}: ${error.message}` };
  }
}

async function bundledModels(directory: string): Promise<readonly Located[]> {
  const models = createModelDirectory({ bundled: directory, registered: directory });
  const located = await Promise.all((await models.bundled()).map(({ id }) => models.find(id)));
  return located.filter((model): model is Located => model.kind === 'ONNX');
}

/** An entry in a file, with its graph beside it. */
async function givenModel(file: string): Promise<Located> {
  const entry = parseModelEntry({ ...(JSON.parse(await readFile(file, 'utf8')) as object), bundled: true });
  if (entry.kind !== 'ONNX') throw new Error(`${basename(file)} is the entry of no ONNX model.`);
  return { kind: 'ONNX', path: join(dirname(file), entry.file), entry };
}

async function compare(located: Located, volume: CanonicalVolume, provider: Provider, threads: number): Promise<{ readonly line: string; readonly ok: boolean }> {
  const own = await embed(located, volume, 'CPU', threads);
  const other = await embed(located, volume, provider, 1);
  const cosine = leastCosine(own.vectors, other.vectors);
  const places = describePlaces(await placesOf(await readFile(located.path), located.entry, provider));
  const line = `${provider} ${other.rate.toFixed(1)} slices/s, CPU ${own.rate.toFixed(1)}; least cosine ${cosine.toFixed(6)}; nodes: ${places}`;
  return { line, ok: cosine >= LEAST_COSINE };
}

async function embed(located: Located, volume: CanonicalVolume, provider: Provider, threads: number): Promise<{ readonly vectors: Matrix; readonly rate: number }> {
  const models: ModelFiles = { bundled: () => Promise.resolve([]), find: () => Promise.resolve(located), add: () => Promise.resolve() };
  const engine = createEmbeddingEngine({ models, threads, provider });
  const recipe = makeRecipe(located.entry).body;
  const { signal } = new AbortController();
  try {
    // The first pass opens the session and measures batches.
    await engine.embed(volume, recipe, { signal });
    const { vectors, seconds } = await engine.embed(volume, recipe, { signal });
    return { vectors, rate: vectors.rows / seconds };
  } finally {
    await engine.close();
  }
}

function leastCosine(one: Matrix, other: Matrix): number {
  let least = 1;
  for (let row = 0; row < one.rows; row += 1) {
    let cosine = 0;
    for (let index = row * one.columns; index < (row + 1) * one.columns; index += 1) cosine += (one.data[index] ?? 0) * (other.data[index] ?? 0);
    least = Math.min(least, cosine);
  }
  return least;
}

const describePlaces = (places: NodePlaces): string =>
  Object.entries(places).map(([place, operators]) => `${place.replace('ExecutionProvider', '')} ${Object.values(operators).reduce((sum, count) => sum + count, 0)}`).join(', ');
