import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ModelId, TeamId } from '../../domain/ids.js';
import { contentId } from '../jobs/content-id.js';
import { ensureStored } from '../ensure-stored.js';
import { objectKeys } from '../object-keys.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ModelProbe } from '../ports/model-probe.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { ModelRecord, UploadRecord } from '../ports/records.js';
import { parseModelEntry } from './model-entry.js';
import type { GraphSignature } from './graph-signature.js';
import type { ModelEntry, OnnxModelEntry } from './model-entry.js';

/** A catalogue entry as the row that teams see; `teamId` null for the operator's. */
export function toModelRecord(entry: ModelEntry, teamId: TeamId | null): ModelRecord {
  const { id, name, revision, sha256, dimension } = entry;
  return { id, teamId, name, revision, sha256, dimension, entry, createdAt: new Date() };
}

export interface ModelServiceDeps {
  readonly objects: Pick<ObjectStore, 'put' | 'stream' | 'delete' | 'head'>;
  readonly probe: ModelProbe;
  /** Gives the received bytes of an upload as a file for the time of `use`. */
  readonly withUploadedFile: <T>(team: TeamCatalogue, upload: UploadRecord, use: (path: string) => Promise<T>) => Promise<T>;
}

export interface ModelService {
  /**
   * Registers an uploaded encoder for a team and keeps its file among the team's objects, from where every worker fetches it.
   * Whether it is batch-invariant is found out; an entry may say that it is not, but never that it is. Throws MODEL_INVALID, CONFLICT, and what
   * `ModelProbe.probe` throws, MODEL_EXTERNAL_DATA among others.
   */
  register(team: TeamCatalogue, request: { readonly upload: UploadRecord; readonly entry: unknown }): Promise<ModelRecord>;
  /** What the graph of an uploaded encoder takes and gives, so that its entry can be written; nothing is kept. Throws MODEL_UNREADABLE, MODEL_EXTERNAL_DATA. */
  preview(team: TeamCatalogue, upload: UploadRecord): Promise<GraphSignature>;
  /** Throws IN_USE while recipes use it, naming them. */
  delete(team: TeamCatalogue, id: ModelId): Promise<void>;
}

/** Id and file follow from team and content, so that a team can neither take another's name nor replace its file. */
function entryOf(teamId: TeamId, value: unknown): OnnxModelEntry {
  const given = typeof value === 'object' && value !== null ? value : {};
  const content = { ...given, id: undefined, file: undefined, bundled: undefined };
  const id = contentId('Model', { teamId, content });
  const entry = parseModelEntry({ kind: 'ONNX', batchInvariant: true, ...given, id, file: `${id}.onnx`, bundled: false });
  if (entry.kind !== 'ONNX') throw new VoxseekError('MODEL_INVALID', 'Only ONNX encoders can be registered.', { path: 'kind' });
  return entry;
}

export function createModelService({ objects, probe, withUploadedFile }: ModelServiceDeps): ModelService {
  const keep = async (teamId: TeamId, { id, sha256 }: OnnxModelEntry, uploaded: string): Promise<void> => {
    const key = objectKeys.model(teamId, id);
    const stored = await objects.put(key, await objects.stream(uploaded));
    if (stored.sha256 === sha256) return;
    await objects.delete(key);
    throw new VoxseekError('MODEL_CHANGED', `The file has the SHA-256 ${stored.sha256}, its entry says ${sha256}.`, { path: 'entry.sha256' });
  };

  return {
    async register(team, { upload, entry: value }) {
      const claimed = entryOf(team.teamId, value);
      const known = await team.models.get(claimed.id);
      if (known !== null) return known;
      return withUploadedFile(team, upload, async (path) => {
        const { batchInvariant } = await probe.probe(path, claimed);
        // What was found out counts: a wrong claim would make vectors depend on their company.
        const entry = { ...claimed, batchInvariant: claimed.batchInvariant && batchInvariant };
        await keep(team.teamId, entry, upload.objectKey);
        const record = toModelRecord(entry, team.teamId);
        await team.models.insert(record);
        await ensureStored(objects, objectKeys.model(team.teamId, entry.id), () => keep(team.teamId, entry, upload.objectKey));
        return record;
      });
    },
    preview: (team, upload) => withUploadedFile(team, upload, (path) => probe.inspect(path)),
    async delete(team, id) {
      await team.models.delete(id);
      await objects.delete(objectKeys.model(team.teamId, id));
    },
  };
}
