import postgres from 'postgres';
import { VoxseekError } from '../domain/errors/voxseek-error.js';
import { grpcCall, readStringField, stringField } from './grpc-call.js';

/** What a part answered to a probe: its version. A part that does not answer makes the probe fail. */
export interface ProbeAnswer {
  readonly version: string;
}

const DEFAULT_TIMEOUT_MS = 2_000;
const GRPC_OK = 0;

/** Connects, asks for the version, disconnects. */
export async function probePostgres(url: string, timeoutMs = DEFAULT_TIMEOUT_MS): Promise<ProbeAnswer> {
  const sql = postgres(url, { max: 1, connect_timeout: Math.max(1, timeoutMs / 1000), idle_timeout: 1, onnotice: () => undefined });
  try {
    return await within('Postgres', timeoutMs, async () => {
      const rows = await sql<{ server_version: string }[]>`show server_version`;
      return { version: rows[0]?.server_version ?? 'unknown' };
    });
  } finally {
    await sql.end({ timeout: 0 });
  }
}

/** Asks for the namespace, so that it also fails while the server is still registering it. */
export async function probeTemporal(address: string, namespace: string, timeoutMs = DEFAULT_TIMEOUT_MS): Promise<ProbeAnswer> {
  return within('Temporal', timeoutMs, async () => {
    const service = '/temporal.api.workflowservice.v1.WorkflowService';
    const found = await grpcCall(address, `${service}/DescribeNamespace`, stringField(1, namespace), timeoutMs);
    if (found.status !== GRPC_OK) throw new Error(`namespace ${namespace}: gRPC status ${found.status}`);
    const info = await grpcCall(address, `${service}/GetSystemInfo`, Buffer.alloc(0), timeoutMs);
    return { version: readStringField(info.message, 1) ?? 'unknown' };
  });
}

export async function probeMilvus(address: string, timeoutMs = DEFAULT_TIMEOUT_MS): Promise<ProbeAnswer> {
  return within('Milvus', timeoutMs, async () => {
    const answer = await grpcCall(address, '/milvus.proto.milvus.MilvusService/GetVersion', Buffer.alloc(0), timeoutMs);
    if (answer.status !== GRPC_OK) throw new Error(`gRPC status ${answer.status}`);
    return { version: readStringField(answer.message, 2) ?? 'unknown' };
  });
}

/** Runs a probe under a time limit; any failure becomes DEPENDENCY_UNAVAILABLE with the part's name as `path`. */
async function within(part: string, timeoutMs: number, probe: () => Promise<ProbeAnswer>): Promise<ProbeAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([probe(), late]);
  } catch (error) {
    const reason = error instanceof Error ? error.message || error.name : String(error);
    throw new VoxseekError('DEPENDENCY_UNAVAILABLE', `${part} does not answer (${reason}).`, { path: part.toLowerCase(), cause: error });
  } finally {
    clearTimeout(timer);
  }
}
