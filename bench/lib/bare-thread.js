// The bare runtime: the tensors lie ready, and session.run is called on one after the other.
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const { file, input, output, shape, batch, runs, threads, pixels } = workerData;
const session = await InferenceSession.create(file, { intraOpNumThreads: threads, interOpNumThreads: 1 });
const length = shape.reduce((product, size) => product * size, 1);
const tensors = Array.from({ length: Math.min(runs, pixels.length / length / batch) }, (_, index) => new Tensor('float32', pixels.slice(index * batch * length, (index + 1) * batch * length), [batch, ...shape]));
await session.run({ [input]: tensors[0] }, [output]);
parentPort.postMessage('ready');
parentPort.once('message', async () => {
  for (let run = 0; run < runs; run += 1) await session.run({ [input]: tensors[run % tensors.length] }, [output]);
  parentPort.postMessage('done');
  await session.release();
  parentPort.close();
});
