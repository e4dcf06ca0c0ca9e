import type { ModelRecord } from '../../ports/records.js';

/** The model that a document names: by its id, with or without `mod_`, else the newest revision of this name. */
export function modelNamed(models: readonly ModelRecord[], wanted: string): ModelRecord | null {
  const byId = models.find(({ id }) => id === wanted || id === `mod_${wanted}`);
  if (byId !== undefined) return byId;
  const revisions = models.filter(({ name }) => name === wanted).sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? -1 : 1));
  return revisions[0] ?? null;
}
