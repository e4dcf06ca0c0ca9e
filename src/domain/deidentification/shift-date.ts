/** No study moves further than this, either way: seasons blur, decades stay. */
export const LARGEST_SHIFT_DAYS = 182;

const MS_A_DAY = 86_400_000;

/**
 * The shift of a patient in days, −182 … 182 and never 0, so that no true date is kept. `random` is a whole number below 2³² that
 * follows from the patient's pseudonym and a secret of the team; the bias of the division is below 10⁻⁷.
 */
export function shiftDays(random: number): number {
  const step = random % (2 * LARGEST_SHIFT_DAYS);
  return step < LARGEST_SHIFT_DAYS ? step - LARGEST_SHIFT_DAYS : step - LARGEST_SHIFT_DAYS + 1;
}

/** A DICOM date (`YYYYMMDD`, also with dots as in old files) moved by some days, as `YYYY-MM-DD`; null for what is no date. */
export function shiftDate(date: string, days: number): string | null {
  const parts = /^(?<year>[12]\d{3})\.?(?<month>\d{2})\.?(?<day>\d{2})$/u.exec(date)?.groups;
  if (parts === undefined) return null;
  const [year, month, day] = [Number(parts.year), Number(parts.month), Number(parts.day)];
  const instant = new Date(Date.UTC(year, month - 1, day));
  if (instant.getUTCMonth() !== month - 1 || instant.getUTCDate() !== day) return null;
  return new Date(instant.getTime() + days * MS_A_DAY).toISOString().slice(0, 10);
}
