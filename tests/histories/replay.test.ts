import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { installRuntime } from '../../src/adapters/temporal/runtime.js';
import { PURGE_WORKFLOW, SCHEDULE_WORKFLOW, WORKFLOW_NAMES } from '../../src/services/jobs/workflow-call.js';
import * as workflows from '../../src/workflows/index.js';
import { HISTORIES, readHistory } from '../testkit/worker-histories.js';
import { bundleWorkflows, silentLog } from '../testkit/worker.js';

// Recorded on a real server: VOXSEEK_RECORD_HISTORIES=1 npx vitest run --project integration tests/integration/workflows
const files = (await readdir(HISTORIES)).filter((name) => name.endsWith('.json'));

describe("recorded histories go on under today's workflows", () => {
  let codePath: string;
  beforeAll(async () => {
    installRuntime(silentLog);
    codePath = await bundleWorkflows(join(tmpdir(), `voxseek-${randomUUID()}`));
  });

  it.each(files)('%s', async (name) => {
    await Worker.runReplayHistory({ workflowBundle: { codePath } }, (await readHistory(name)).history);
  });

  it('notices a workflow that would do something else', async () => {
    const { history } = await readHistory('embed-dataset.json');
    const scheduled = history.events.find((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'embedPage');
    scheduled!.activityTaskScheduledEventAttributes!.activityType!.name = 'embedBook';
    await expect(Worker.runReplayHistory({ workflowBundle: { codePath } }, history)).rejects.toBeInstanceOf(DeterminismViolationError);
  });

  it('there is one for every workflow of the bundle, jobs and others', async () => {
    const recorded = await Promise.all(files.map(async (name) => (await readHistory(name)).workflow));
    expect(new Set(recorded)).toEqual(new Set(Object.keys(workflows)));
    expect(new Set(Object.keys(workflows))).toEqual(new Set([...Object.values(WORKFLOW_NAMES), PURGE_WORKFLOW, SCHEDULE_WORKFLOW]));
  });
});
