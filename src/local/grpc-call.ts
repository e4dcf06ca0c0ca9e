import { connect } from 'node:http2';

export interface GrpcAnswer {
  /** The gRPC status: 0 is success, 12 unimplemented, 14 unavailable. */
  readonly status: number;
  /** The bytes of the one answer message, empty where there was none. */
  readonly message: Buffer;
}

/** A protobuf message whose only field is a string. */
export function stringField(field: number, value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([(field << 3) | 2, bytes.length]), bytes]);
}

/** The first string at `field` of a flat protobuf message, or null. */
export function readStringField(message: Buffer, field: number): string | null {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; at < message.length; shift += 7) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < message.length) {
    const key = varint();
    const wire = key & 7;
    if (wire === 0) varint();
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else {
      const length = varint();
      if (wire === 2 && key >> 3 === field) return message.subarray(at, at + length).toString('utf8');
      at += length;
    }
  }
  return null;
}

/**
 * One unary gRPC call without a client library, for probes: a connection of its own, closed afterwards. Rejects where
 * nothing answers within `timeoutMs`.
 *
 * @param address `host:port` in plain text, or a URL `https://host:port`.
 * @param path `/package.Service/Method`.
 */
export async function grpcCall(address: string, path: string, request: Buffer, timeoutMs: number): Promise<GrpcAnswer> {
  return new Promise((resolve, reject) => {
    const session = connect(address.includes('://') ? address : `http://${address}`);
    const timer = setTimeout(() => finish(new Error(`${address} did not answer within ${timeoutMs} ms`)), timeoutMs);
    const finish = (result: GrpcAnswer | Error): void => {
      clearTimeout(timer);
      session.destroy();
      if (result instanceof Error) reject(result);
      else resolve(result);
    };
    session.once('error', finish);
    const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' });
    const chunks: Buffer[] = [];
    let status: number | null = null;
    const readStatus = (headers: NodeJS.Dict<string | string[]>): void => {
      const value = headers['grpc-status'];
      if (typeof value === 'string') status = Number(value);
    };
    stream.on('response', readStatus);
    stream.on('trailers', readStatus);
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('error', finish);
    stream.once('close', () => {
      if (status === null) finish(new Error(`${address} speaks no gRPC`));
      else finish({ status, message: Buffer.concat(chunks).subarray(5) });
    });
    const frame = Buffer.alloc(5);
    frame.writeUInt32BE(request.length, 1);
    stream.end(Buffer.concat([frame, request]));
  });
}
