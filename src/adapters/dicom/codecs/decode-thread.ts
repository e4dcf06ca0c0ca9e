import { parentPort } from 'node:worker_threads';
import { isVoxseekError } from '../../../domain/errors/voxseek-error.js';
import { transferSyntaxOf } from '../dataset/transfer-syntax.js';
import { decoderOf } from './decoder-of.js';
import type { DecodeReply, DecodeTask } from './decode-task.js';

async function answer({ id, syntax, encoded, format }: DecodeTask): Promise<DecodeReply> {
  try {
    const decode = await decoderOf(transferSyntaxOf(syntax));
    return { id, kind: 'PIXELS', pixels: decode(Buffer.from(encoded.buffer, encoded.byteOffset, encoded.length), format) };
  } catch (error) {
    return isVoxseekError(error) ? { id, kind: 'REFUSED', code: error.code, message: error.message } : { id, kind: 'FAILED', error };
  }
}

parentPort?.on('message', (task: DecodeTask) => {
  void answer(task).then((reply) => parentPort?.postMessage(reply, reply.kind === 'PIXELS' ? [reply.pixels.buffer as ArrayBuffer] : []));
});
