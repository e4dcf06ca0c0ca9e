import type { Provider } from '../../domain/placement/capability.js';

export interface ProviderFacts {
  /** What a session is asked for, in order. */
  readonly session: readonly string[];
  /** As the runtime's profile calls the places where nodes may run. */
  readonly places: readonly string[];
  /** What makes the provider available. */
  readonly remedy: string;
}

export const PROVIDER_FACTS: Record<Provider, ProviderFacts> = {
  CPU: { session: ['cpu'], places: ['CPUExecutionProvider'], remedy: 'It is part of the runtime: install the package again.' },
  CUDA: { session: ['cuda'], places: ['CUDAExecutionProvider'], remedy: 'Run deploy/install-cuda.sh on a machine with an NVIDIA driver; docs/workers.md says what it needs.' },
  // What TensorRT cannot take goes to CUDA, which is an accelerator too.
  TENSORRT: { session: ['tensorrt', 'cuda'], places: ['TensorrtExecutionProvider', 'CUDAExecutionProvider'], remedy: 'Install TensorRT 10 beside what deploy/install-cuda.sh installs; docs/workers.md says how.' },
  COREML: { session: ['coreml'], places: ['CoreMLExecutionProvider'], remedy: 'It is there on macOS only.' },
  WEBGPU: { session: ['webgpu'], places: ['WebGpuExecutionProvider', 'JsExecutionProvider'], remedy: 'It needs a graphics driver: Vulkan on Linux, Direct3D 12 on Windows, Metal on macOS.' },
};
