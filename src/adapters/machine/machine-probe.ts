import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { MachineProbe } from '../../services/ports/machine-probe.js';

/** Of this process. The inference library is asked for its version without being loaded. */
export function createMachineProbe(): MachineProbe {
  const { version: onnxRuntime } = createRequire(import.meta.url)('onnxruntime-node/package.json') as { readonly version: string };
  const [first] = cpus();
  const cpu = first?.model.replaceAll(/\s+/gu, ' ').trim() ?? '';
  return {
    facts: () => ({
      cpu: cpu === '' ? 'unknown' : cpu,
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      platform: `${process.platform} ${process.arch}`,
      node: process.versions.node,
      onnxRuntime,
    }),
    // Given in KiB on every platform.
    peakMemoryBytes: () => process.resourceUsage().maxRSS * 1_024,
  };
}
