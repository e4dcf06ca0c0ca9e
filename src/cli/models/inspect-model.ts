import { createModelProbe } from '../../adapters/onnx/model-probe.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { describeTensor } from '../../services/models/graph-signature.js';

export interface InspectModelOptions {
  readonly file: string;
  readonly json?: boolean;
}

/** `voxseek models inspect`: what a graph takes and gives. Throws FILE_UNREADABLE, MODEL_UNREADABLE, MODEL_EXTERNAL_DATA. */
export async function runInspectModel({ file, json = false }: InspectModelOptions): Promise<void> {
  const graph = await createModelProbe({ memoryLimitBytes: 0, timeLimitMs: 0 })
    .inspect(file)
    .catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new VoxseekError('FILE_UNREADABLE', `There is no file ${file}.`, { path: file, cause: error });
      throw error;
    });
  if (json) process.stdout.write(`${JSON.stringify(graph, null, 2)}\n`);
  else process.stdout.write([...graph.inputs.map((tensor) => `input   ${describeTensor(tensor)}`), ...graph.outputs.map((tensor) => `output  ${describeTensor(tensor)}`), ''].join('\n'));
}
