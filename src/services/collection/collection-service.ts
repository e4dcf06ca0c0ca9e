import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ListedObject, ObjectStore } from '../ports/object-store.js';
import type { AreKept, ObjectReference } from '../ports/object-references.js';
import { referenceOf } from './reference-of.js';
import type { KeyReference } from './reference-of.js';

export const OBJECT_KINDS = ['VOLUME', 'LABELS', 'EMBEDDINGS', 'QUERY_VOLUME', 'MODEL', 'REDUCTION', 'UPLOAD', 'RUN', 'RUN_PAGE', 'INCOMING', 'UNKNOWN'] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];

export interface ObjectCount {
  readonly kind: ObjectKind;
  readonly objects: number;
  readonly bytes: number;
}

/** What was found so far; a later attempt goes on from it. */
export interface CollectionState {
  /** The last key that was looked at. */
  readonly after: string;
  /** All objects of the team. */
  readonly objects: number;
  readonly bytes: number;
  /** Those that no row names and that are old enough, by kind; deleted unless only looked for. */
  readonly orphans: readonly ObjectCount[];
  /** Of no kind that is known here: never deleted. */
  readonly unknown: number;
}

export interface CollectionRequest {
  /** Looks, and deletes nothing. */
  readonly dryRun: boolean;
  /** Younger objects are left alone: what writes them may not have come to its row. */
  readonly olderThanMs: number;
}

export interface CollectionService {
  /** Goes through all objects of the team, page by page; `onPage` is told what came of it after each. */
  collect(team: TeamCatalogue, request: CollectionRequest, options: { readonly signal: AbortSignal; readonly resumeFrom: CollectionState | null; readonly onPage: (state: CollectionState) => void }): Promise<CollectionState>;
}

const PAGE = 500;
/** Deleted while writers of the team wait. */
const BATCH = 50;
const AT_ONCE = 10;

const EMPTY: CollectionState = { after: '', objects: 0, bytes: 0, orphans: [], unknown: 0 };

interface Candidate extends ListedObject {
  readonly reference: KeyReference;
}

const isOfRow = (reference: KeyReference): reference is ObjectReference => reference.kind !== 'INCOMING';

async function unkept(candidates: readonly Candidate[], areKept: AreKept): Promise<readonly Candidate[]> {
  const references = candidates.map(({ reference }) => reference).filter(isOfRow);
  const kept = new Map((await areKept(references)).map((is, index) => [references[index], is]));
  return candidates.filter(({ reference }) => !isOfRow(reference) || kept.get(reference) === false);
}

function plus(counts: readonly ObjectCount[], orphans: readonly Candidate[]): readonly ObjectCount[] {
  return OBJECT_KINDS.flatMap((kind) => {
    const before = counts.find((count) => count.kind === kind);
    const more = orphans.filter(({ reference }) => reference.kind === kind);
    const objects = (before?.objects ?? 0) + more.length;
    return objects === 0 ? [] : [{ kind, objects, bytes: more.reduce((sum, { bytes }) => sum + bytes, before?.bytes ?? 0) }];
  });
}

async function* pagesOf(objects: AsyncIterable<ListedObject>): AsyncGenerator<readonly ListedObject[]> {
  let page: ListedObject[] = [];
  for await (const object of objects) {
    page.push(object);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

export function createCollectionService({ objects, now = () => new Date() }: { readonly objects: Pick<ObjectStore, 'list' | 'head' | 'delete'>; readonly now?: () => Date }): CollectionService {
  /** Looks again just before: at the rows, none of which can come meanwhile, and at the object, which may have been written anew. */
  const deleteBatch = (team: TeamCatalogue, batch: readonly Candidate[], newest: Date): Promise<readonly Candidate[]> =>
    team.references.whileNoneComes(async (areKept) => {
      const deleted: Candidate[] = [];
      const orphans = [...(await unkept(batch, areKept))];
      const lane = async (): Promise<void> => {
        for (let orphan = orphans.pop(); orphan !== undefined; orphan = orphans.pop()) {
          const present = await objects.head(orphan.key);
          if (present === null || present.modifiedAt > newest) continue;
          await objects.delete(orphan.key);
          deleted.push(orphan);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
      return deleted;
    });

  return {
    async collect(team, { dryRun, olderThanMs }, { signal, resumeFrom, onPage }) {
      if (!(olderThanMs >= 0)) throw new VoxseekError('INVALID_INPUT', 'The age must be 0 or more.', { path: 'olderThanHours' });
      let state = resumeFrom ?? EMPTY;
      const newest = new Date(now().getTime() - olderThanMs);
      for await (const page of pagesOf(objects.list(`teams/${team.teamId}/`, state.after))) {
        signal.throwIfAborted();
        const read = page.map((object) => ({ ...object, reference: referenceOf(object.key) }));
        const old = read.filter((object): object is Candidate => object.reference !== null && object.modifiedAt <= newest);
        const orphans = await unkept(old, (references) => team.references.areKept(references));
        const collected: Candidate[] = dryRun ? [...orphans] : [];
        for (let at = 0; !dryRun && at < orphans.length; at += BATCH) {
          signal.throwIfAborted();
          collected.push(...(await deleteBatch(team, orphans.slice(at, at + BATCH), newest)));
        }
        state = {
          after: page.at(-1)?.key ?? state.after,
          objects: state.objects + page.length,
          bytes: page.reduce((sum, { bytes }) => sum + bytes, state.bytes),
          orphans: plus(state.orphans, collected),
          unknown: state.unknown + read.filter(({ reference }) => reference === null).length,
        };
        onPage(state);
      }
      return state;
    },
  };
}
