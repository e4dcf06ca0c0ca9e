import type { TriggerRequest } from '../../services/schedules/schedule-service.js';
import { exactlyOne } from '../exactly-one.js';
import type { ScheduleTriggerInput } from './benchmark-schedule.input.js';

/** Throws INVALID_INPUT where none or both are given. */
export function triggerOf({ cron, onChange }: ScheduleTriggerInput): TriggerRequest {
  exactlyOne('input.trigger', { cron, onChange });
  if (cron != null) return { kind: 'CRON', cron: cron.expression, timeZone: cron.timeZone };
  return { kind: 'ON_CHANGE', of: onChange?.of ?? [], settleSeconds: onChange?.settleSeconds ?? 0 };
}
