/** What a volume has for a label; null where it lacks it. */
export function labelValue(labels: Readonly<Record<string, string>>, name: string): string | null {
  // Names are anyone's: one like `constructor` must not be found where nobody gave it.
  return Object.hasOwn(labels, name) && labels[name] !== '' ? (labels[name] ?? null) : null;
}
