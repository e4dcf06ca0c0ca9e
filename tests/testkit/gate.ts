import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the gate does with the next requests for pixels: passes them on, lets them wait, or ends their connections. */
export type GateMode = 'OPEN' | 'WAITING' | 'BROKEN';

/** Stands before a DICOMweb server, counts what is asked of it, and fails on demand. */
export interface Gate {
  readonly url: string;
  mode: GateMode;
  /** How many more series pass before the gate breaks; null: no matter how many. */
  passing: number | null;
  /** Series that were asked for, by UID. */
  readonly series: string[];
  close(): void;
}

const SERIES = /\/studies\/[\d.]+\/series\/(?<series>[\d.]+)$/u;

export async function startGate(target: string): Promise<Gate> {
  const gate: { -readonly [K in keyof Gate]: Gate[K] } = { url: '', mode: 'OPEN', passing: null, series: [], close: () => undefined };
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '', target);
    const series = SERIES.exec(url.pathname)?.groups?.series;
    if (series !== undefined) {
      gate.series.push(series);
      if (gate.passing === 0) gate.mode = 'BROKEN';
      else if (gate.passing !== null) gate.passing -= 1;
    }
    if (gate.mode === 'BROKEN') return void incoming.socket.destroy();
    if (gate.mode === 'WAITING' && series !== undefined) return;
    const forwarded = request(url, { method: incoming.method, headers: { ...incoming.headers, host: url.host } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    forwarded.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  gate.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${new URL(target).pathname}`;
  gate.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return gate;
}
