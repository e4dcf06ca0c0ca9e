/** What a worker runs on. Nothing here names a host, a user or a place. */
export interface MachineFacts {
  /** Model of the processor as it names itself; `unknown` where it does not. */
  readonly cpu: string;
  /** Logical cores that the process may use. */
  readonly cores: number;
  readonly memoryBytes: number;
  /** Operating system and architecture, e.g. `linux x64`. */
  readonly platform: string;
  /** Versions, e.g. `20.19.0`. */
  readonly node: string;
  readonly onnxRuntime: string;
}

export interface MachineProbe {
  facts(): MachineFacts;
  /** Most memory that this process has held resident since it began. */
  peakMemoryBytes(): number;
}
