import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to one request. */
export type Fault =
  /** Answered by the proxy alone. */
  | { readonly kind: 'STATUS'; readonly status: number; readonly code: string }
  /** The connection is reset before anything is passed on. */
  | { readonly kind: 'RESET_BEFORE' }
  /** The server does what it was asked, and its answer is lost. */
  | { readonly kind: 'LOSE_ANSWER' }
  /** The answer's body breaks off after so many bytes: reset, or ended as if it were whole. */
  | { readonly kind: 'BREAK_OFF'; readonly after: number; readonly how: 'RESET' | 'END' };

export interface Passing {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** From 1, of all requests since `use`. */
  readonly number: number;
}

export interface FaultProxy {
  /** `host:port`. */
  readonly address: string;
  /** Asked about every request from now on; counts begin anew. */
  use(fault: (passing: Passing) => Fault | null): void;
  requests(): number;
  /** Bytes of bodies that were sent to the client. */
  bytesSent(): number;
  stop(): Promise<void>;
}

const errorBody = (code: string): string => `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>injected</Message></Error>`;

/** Stands in front of an HTTP server and lets requests fail as networks and busy servers do. */
export async function startFaultProxy(upstream: string): Promise<FaultProxy> {
  const [host, port] = upstream.split(':');
  let decide: (passing: Passing) => Fault | null = () => null;
  let [requests, bytesSent] = [0, 0];

  const answer = (from: IncomingMessage, response: ServerResponse, fault: Fault | null): void => {
    if (fault?.kind === 'LOSE_ANSWER') {
      from.resume().once('end', () => response.socket?.resetAndDestroy());
      return;
    }
    response.writeHead(from.statusCode ?? 502, from.headers);
    let sent = 0;
    from.on('data', (chunk: Buffer) => {
      const most = fault?.kind === 'BREAK_OFF' ? Math.max(0, fault.after - sent) : Infinity;
      const part = chunk.subarray(0, most);
      sent += part.length;
      bytesSent += part.length;
      response.write(part);
      if (fault?.kind !== 'BREAK_OFF' || sent < fault.after) return;
      from.destroy();
      // What was written must have left before the connection goes.
      setTimeout(() => (fault.how === 'RESET' ? response.socket?.resetAndDestroy() : response.socket?.end()), 20);
    });
    from.once('end', () => response.end());
  };

  const server = createServer((incoming, response) => {
    requests += 1;
    const fault = decide({ method: incoming.method ?? '', url: incoming.url ?? '', number: requests });
    if (fault?.kind === 'RESET_BEFORE') {
      incoming.socket.resetAndDestroy();
      return;
    }
    if (fault?.kind === 'STATUS') {
      incoming.resume().once('end', () => response.writeHead(fault.status, { 'content-type': 'application/xml' }).end(incoming.method === 'HEAD' ? undefined : errorBody(fault.code)));
      return;
    }
    const forwarded = request({ host, port, method: incoming.method, path: incoming.url, headers: incoming.headers }, (from) => answer(from, response, fault));
    forwarded.once('error', () => response.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    use(fault) {
      decide = fault;
      [requests, bytesSent] = [0, 0];
    },
    requests: () => requests,
    bytesSent: () => bytesSent,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
