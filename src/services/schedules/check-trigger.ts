import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { parseCron } from '../../domain/schedules/cron.js';
import { checkTimeZone } from '../../domain/schedules/time-zone.js';
import type { ScheduleTrigger } from '../ports/schedule-records.js';
import type { TriggerRequest } from './schedule-service.js';

export const SETTLE_SECONDS = { least: 10, most: 86_400, usual: 300 } as const;

/** Throws INVALID_INPUT or LIMIT_EXCEEDED with the field at fault. */
export function checkTrigger(trigger: TriggerRequest): ScheduleTrigger {
  switch (trigger.kind) {
    case 'CRON': {
      const timeZone = checkTimeZone(trigger.timeZone, 'input.trigger.cron.timeZone');
      parseCron(trigger.cron, 'input.trigger.cron.expression');
      return { ...trigger, timeZone };
    }
    case 'ON_CHANGE': {
      const { of, settleSeconds } = trigger;
      const refuse = (field: string, reason: string): VoxseekError => new VoxseekError('INVALID_INPUT', `input.trigger.onChange.${field}: ${reason}.`, { path: `input.trigger.onChange.${field}` });
      if (of.length === 0) throw refuse('of', 'name what is watched: DATASETS, MODELS or both');
      if (!(settleSeconds >= SETTLE_SECONDS.least && settleSeconds <= SETTLE_SECONDS.most)) {
        throw refuse('settleSeconds', `${settleSeconds} is outside ${SETTLE_SECONDS.least} … ${SETTLE_SECONDS.most}`);
      }
      return { ...trigger, of: [...new Set(of)] };
    }
  }
}
