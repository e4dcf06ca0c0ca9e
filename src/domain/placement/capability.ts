/** What runs a graph: the processor, or an accelerator through its library. */
export const PROVIDERS = ['CPU', 'CUDA', 'TENSORRT', 'COREML', 'WEBGPU'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** How much memory a worker gives to a model: STANDARD promises nothing above the default, LARGE more than that. */
export type MemoryClass = 'STANDARD' | 'LARGE';

/** What a worker can do for an embedding. */
export interface Capability {
  readonly provider: Provider;
  readonly memory: MemoryClass;
}

/** Bytes; a worker whose models may take more than this is LARGE. */
export const STANDARD_MEMORY_BYTES = 2 ** 32;

/** What a worker with these providers offers. A LARGE one takes STANDARD work too, so that none of its time is lost. */
export function capabilitiesOf(providers: readonly Provider[], modelMemoryBytes: number): readonly Capability[] {
  const classes: readonly MemoryClass[] = modelMemoryBytes > STANDARD_MEMORY_BYTES ? ['STANDARD', 'LARGE'] : ['STANDARD'];
  return providers.flatMap((provider) => classes.map((memory) => ({ provider, memory })));
}

/** The queue of a capability among those that begin with `base`, e.g. `voxseek-embed-cuda-large`. */
export function queueOf(base: string, { provider, memory }: Capability): string {
  return `${base}-${provider.toLowerCase()}${memory === 'LARGE' ? '-large' : ''}`;
}
