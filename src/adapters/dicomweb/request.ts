import { request as requestPlain } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { ServerConfig } from './server-config.js';
import { BrokenOff, TimedOut } from './failures.js';

function authorization({ auth }: ServerConfig): Readonly<Record<string, string>> {
  switch (auth.kind) {
    case 'none':
      return {};
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}` };
    case 'bearer':
      return { authorization: `Bearer ${auth.token}` };
  }
}

/**
 * Sends a GET to a path below the server's address; the answer once its headers are there. Redirects are not followed, so that the
 * operator's configuration alone says what is asked. Throws TimedOut, and the errors of the connection.
 */
export function get(server: ServerConfig, path: string, accept: string, signal: AbortSignal): Promise<IncomingMessage> {
  const url = new URL(`${server.url}${path}`);
  const send = url.protocol === 'https:' ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    const request = send(url, {
      headers: { accept, 'user-agent': 'voxseek', ...authorization(server) },
      timeout: server.timeoutSeconds * 1000,
      ca: server.certificateAuthority ?? undefined,
      agent: false,
      signal,
    });
    let answer: IncomingMessage | null = null;
    request.on('timeout', () => (answer ?? request).destroy(new TimedOut('No byte came in time.')));
    request.on('error', reject);
    request.on('response', (response) => {
      answer = response;
      resolve(response);
    });
    request.end();
  });
}

/** The bytes of an answer; one that ends before its announced length is BrokenOff. */
export async function* bodyOf(answer: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of answer) yield chunk as Buffer;
  } catch (error) {
    if (error instanceof TimedOut) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : null;
    throw code === 'ECONNRESET' || code === 'HPE_INVALID_CHUNK_SIZE' ? new BrokenOff('The connection ended within the answer.') : error;
  }
  if (!answer.complete) throw new BrokenOff('The connection ended within the answer.');
}
