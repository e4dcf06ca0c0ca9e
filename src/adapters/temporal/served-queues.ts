import type { Capability } from '../../domain/placement/capability.js';
import { queueOf } from '../../domain/placement/capability.js';
import type { TaskQueues } from '../../services/jobs/workflow-call.js';

export type WorkerRole = keyof TaskQueues;

export interface ServedQueue {
  readonly role: WorkerRole;
  readonly name: string;
}

/** The queues that a worker listens on: a role that embeds has one for each capability, beside that of jobs which older versions began. */
export function servedQueues({ queues, roles, capabilities }: { readonly queues: TaskQueues; readonly roles: readonly WorkerRole[]; readonly capabilities: readonly Capability[] }): readonly ServedQueue[] {
  return roles.flatMap((role): readonly ServedQueue[] => {
    switch (role) {
      case 'control':
      case 'work':
        return [{ role, name: queues[role] }];
      case 'embed':
      case 'interactive':
        return [queues[role], ...capabilities.map((capability) => queueOf(queues[role], capability))].map((name) => ({ role, name }));
    }
  });
}
