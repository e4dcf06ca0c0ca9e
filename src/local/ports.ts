import { createServer } from 'node:net';
import { VoxseekError, isVoxseekError } from '../domain/errors/voxseek-error.js';

/** A port of the loopback interface on which nothing listens at the moment. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  return listenOnce(host, 0);
}

/** Starts a server on a free port; where another program takes that port first, on another one. */
export async function onFreePort<Result>(start: (port: number) => Promise<Result>, attempts = 3): Promise<Result> {
  try {
    return await start(await freePort());
  } catch (error) {
    if (attempts <= 1 || !isVoxseekError(error) || error.code !== 'PORT_TAKEN') throw error;
    return onFreePort(start, attempts - 1);
  }
}

/** Fails with PORT_TAKEN where something listens on the port; `variable` names where it was configured. */
export async function assertPortFree(host: string, port: number, variable: string): Promise<void> {
  if (port === 0) return;
  try {
    await listenOnce(host, port);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE')
      throw new VoxseekError('PORT_TAKEN', `Port ${port} on ${host} is in use. Free it, or set ${variable} to another (0 chooses a free one).`, {
        path: variable,
        details: { port },
      });
    if (code === 'EACCES')
      throw new VoxseekError('CONFIGURATION_INVALID', `Port ${port} needs privileges that this user lacks. Set ${variable} to one above 1023.`, { path: variable });
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new VoxseekError('CONFIGURATION_INVALID', `No interface of this machine has the address ${host}. Correct VOXSEEK_API_HOST.`, { path: 'VOXSEEK_API_HOST' });
    throw error;
  }
}

async function listenOnce(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      const chosen = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(chosen));
    });
  });
}
