import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { workflowId } from '../../src/services/jobs/workflow-call.js';
import type { JobReference } from '../../src/services/jobs/workflow-call.js';

const { History } = proto.temporal.api.history.v1;
type HistoryMessage = proto.temporal.api.history.v1.History;

export const HISTORIES = join(import.meta.dirname, '..', 'histories');

/** A recorded history: which workflow, its events in short for the reader, and the whole as a protobuf message in base64. */
interface RecordedHistory {
  readonly workflow: string;
  readonly events: readonly string[];
  readonly history: string;
}

/** The history of a workflow that has ended: of its latest run or, where that went on from others, of the first. */
export async function fetchHistory(address: string, id: string, run: 'FIRST' | 'LATEST' = 'LATEST'): Promise<HistoryMessage> {
  const connection = await Connection.connect({ address });
  try {
    const { workflow } = new Client({ connection });
    await workflow.getHandle(id).result().catch(() => undefined);
    const latest = await workflow.getHandle(id).fetchHistory();
    const first = latest.events?.[0]?.workflowExecutionStartedEventAttributes?.firstExecutionRunId ?? undefined;
    return History.fromObject(run === 'LATEST' ? latest : await workflow.getHandle(id, first).fetchHistory());
  } finally {
    await connection.close();
  }
}

/** With VOXSEEK_RECORD_HISTORIES set, keeps the history of a workflow (of a job, or by its id), without the names of machine, process and directories. */
export async function recordHistory(address: string, name: string, of: JobReference | string, run: 'FIRST' | 'LATEST' = 'LATEST'): Promise<void> {
  if (process.env.VOXSEEK_RECORD_HISTORIES === undefined) return;
  const history = await fetchHistory(address, typeof of === 'string' ? of : workflowId(of), run);
  for (const event of history.events) hideIdentity(event);
  const events = history.events.map((event) => [Object.keys(event).find((key) => key.endsWith('Attributes'))?.replace('EventAttributes', ''), event.activityTaskScheduledEventAttributes?.activityType?.name].filter(Boolean).join(' '));
  const workflow = history.events[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name ?? '';
  const recorded: RecordedHistory = { workflow, events, history: Buffer.from(History.encode(history).finish()).toString('base64') };
  await mkdir(HISTORIES, { recursive: true });
  await writeFile(join(HISTORIES, `${name}.json`), `${JSON.stringify(recorded, null, 1)}\n`);
}

export async function readHistory(name: string): Promise<{ readonly workflow: string; readonly history: HistoryMessage }> {
  const { workflow, history } = JSON.parse(await readFile(join(HISTORIES, name), 'utf8')) as RecordedHistory;
  return { workflow, history: History.decode(Buffer.from(history, 'base64')) };
}

/** Processes sign with their pid and host, and traces name their directories. */
function hideIdentity(message: object): void {
  for (const [key, value] of Object.entries(message)) {
    if (key === 'identity' || key === 'lastWorkerIdentity') (message as Record<string, unknown>)[key] = 'worker';
    else if (key === 'stackTrace') (message as Record<string, unknown>)[key] = '';
    else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) hideIdentity(value as object);
  }
}
