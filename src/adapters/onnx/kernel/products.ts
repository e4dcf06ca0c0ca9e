import { Tensor } from 'onnxruntime-node';
import type { InferenceSession } from 'onnxruntime-node';
import type { Matrix } from '../../../domain/matrix.js';
import { createSession } from '../create-session.js';
import { reasonOf } from '../reason-of.js';

/** The two products that everything here is made of; written into the given memory. */
export interface Products {
  /** query · galleryᵀ as [query rows, gallery rows]. */
  similarities(query: Tensor, gallery: Tensor, into: Float32Array): Promise<void>;
  /** (gallery − 64) · query as [gallery rows, query columns]. */
  codes(gallery: Tensor, query: Tensor, into: Int32Array): Promise<void>;
}

export type KernelProvider = 'cpu' | 'cuda';

const options: InferenceSession.SessionOptions = { intraOpNumThreads: 1, interOpNumThreads: 1, graphOptimizationLevel: 'all' };

export const floats = (rows: number, columns: number, data: Float32Array): Tensor => new Tensor('float32', data, [rows, columns]);

/** The runtime takes no shared memory, so what lies there is copied. */
export const ownTensor = ({ rows, columns, data }: Matrix): Tensor => floats(rows, columns, data.buffer instanceof SharedArrayBuffer ? Float32Array.from(data) : data);

/** The product of similarities runs on the provider; sketches, which stand in for it on a processor, stay there. Rejects where a provider cannot be had. */
export async function openProducts(directory: string, provider: KernelProvider): Promise<Products> {
  const [similarity, codes] = await Promise.all([
    createSession(`${directory}/similarity.onnx`, { ...options, executionProviders: [provider] }).catch((error: unknown) => {
      throw new Error(`the product cannot run on ${provider}: ${reasonOf(error)} Install its libraries, or set VOXSEEK_EXECUTION_PROVIDER to cpu.`, { cause: error });
    }),
    createSession(`${directory}/codes.onnx`, options),
  ]);
  return {
    async similarities(query, gallery, into) {
      await similarity.run({ query, gallery }, { similarities: new Tensor('float32', into, [query.dims[0] ?? 0, gallery.dims[0] ?? 0]) });
    },
    async codes(gallery, query, into) {
      await codes.run({ gallery, query }, { products: new Tensor('int32', into, [gallery.dims[0] ?? 0, query.dims[1] ?? 0]) });
    },
  };
}
