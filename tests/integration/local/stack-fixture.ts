// Runs a local stack until it is killed, and says on standard output where its parts are. Arguments: home, tools directory.
import { startLocalStack } from '../../../src/local/local-stack.js';

const [home = '', toolsDirectory = ''] = process.argv.slice(2);
const silent = (): void => undefined;
const stack = await startLocalStack({ home, toolsDirectory, log: { debug: silent, info: silent, warn: silent, error: silent } });
const pids = (['postgres', 'temporal', 'milvus'] as const).map((part) => stack.pid(part));
process.stdout.write(`${JSON.stringify({ addresses: stack.addresses, pids })}\n`);
process.on('SIGTERM', () => void stack.stop().then(() => process.exit(0)));
