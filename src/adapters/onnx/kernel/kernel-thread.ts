import { parentPort, workerData } from 'node:worker_threads';
import { codesOf } from './bounds.js';
import { contend } from './contend.js';
import type { KernelAnswer, KernelRequest, KernelResults, KernelSetting } from './kernel-messages.js';
import { learnBasis } from './learn-basis.js';
import { openProducts } from './products.js';
import { loadReductions } from './reductions.js';
import { largestOfEach, nearestOfAll } from './score-gallery.js';
import type { Tools } from './score-gallery.js';
import { largestBounds, nearestBySketches } from './score-sketches.js';
import { sketchGallery } from './sketch-gallery.js';

const { directory, provider } = workerData as KernelSetting;
const products = openProducts(directory, provider);
// Every question that comes is told of it.
products.catch(() => undefined);
const reductions = loadReductions(`${directory}/reductions.wasm`);

class Cancelled extends Error {}

async function answer(request: KernelRequest): Promise<KernelResults[keyof KernelResults]> {
  const requireRunning = (): void => {
    if (Atomics.load(request.cancelled, 0) !== 0) throw new Cancelled();
  };
  const tools: Tools = { products: await products, reductions, requireRunning };
  requireRunning();
  switch (request.kind) {
    case 'MAX':
      return largestOfEach(tools, request.query, request.gallery);
    case 'TOP_K':
      return request.sketched === null
        ? nearestOfAll(tools, request.query, request.gallery, request.k)
        : nearestBySketches(tools, request.query, request.gallery, request.k, request.sketched);
    case 'ENCODE':
      return codesOf(tools, request.query, request.basis);
    case 'BOUND':
      return largestBounds(tools, request.codes, request.sketches);
    case 'CONTEND':
      return contend(tools, request);
    case 'LEARN':
      return learnBasis(tools.products, request.sample);
    case 'SKETCH':
      return sketchGallery(tools, request.basis, request.gallery);
  }
}

async function settle(request: KernelRequest): Promise<KernelAnswer> {
  const { id } = request;
  try {
    return { id, kind: 'DONE', result: await answer(request) };
  } catch (error) {
    if (error instanceof Cancelled) return { id, kind: 'CANCELLED' };
    return { id, kind: 'ERROR', message: error instanceof Error ? error.message : String(error) };
  }
}

// One request at a time: a session's run blocks this thread anyhow.
let queue = Promise.resolve();
parentPort?.on('message', (request: KernelRequest) => {
  queue = queue.then(async () => parentPort?.postMessage(await settle(request)));
});
