import type { Plane } from '../../domain/geometry/planes.js';
import type { VolumeId } from '../../domain/ids.js';
import type { RetrievalMode } from '../../domain/ranking/retrieval-config.js';
import type { LabelledMember, LoadLabelledGallery } from '../evaluation/labelled-gallery.js';
import { unpackRankedLists } from '../evaluation/ranked-list.js';
import type { RankedEntry, RankedList } from '../evaluation/ranked-list.js';
import { loadRunVolumes } from '../evaluation/run-volumes.js';
import { planeOfRun } from '../planes/plane-of-run.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';
import type { ReportCell } from './report-input.js';
import { cellText } from './words.js';

interface Sources {
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly loadLabelled: LoadLabelledGallery;
}

/** A cell with what its queries found, to look into. */
export interface RankedCell {
  /** The cell in words. */
  readonly name: string;
  readonly mode: RetrievalMode;
  /** That the slices of its ranked lists lie in. */
  readonly plane: Plane;
  readonly lists: readonly RankedList[];
  readonly queries: ReadonlyMap<VolumeId, LabelledMember>;
  readonly gallery: ReadonlyMap<VolumeId, LabelledMember>;
}

/** Of each mode the encoder's cell with the highest mean recall over coarse classes, as the charts by region show it; looked into one by one would be too much to read. */
export async function bestRankedCells({ objects, loadLabelled }: Sources, team: TeamCatalogue, runs: readonly RetrievalRunRecord[], cells: readonly ReportCell[]): Promise<readonly RankedCell[]> {
  const runOf = new Map(runs.map((run) => [run.id, run]));
  const best = new Map<RetrievalMode, ReportCell>();
  const recall = ({ figures }: ReportCell): number => figures?.COARSE_29.recallMean ?? -1;
  for (const cell of cells) {
    const { mode } = cell.config;
    const before = best.get(mode);
    if (cell.control === null && cell.figures !== null && (before === undefined || recall(cell) > recall(before))) best.set(mode, cell);
  }
  // What a LOCALIZED run finds is what a REGION run finds, judged by where it matches.
  if (best.has('REGION')) best.delete('LOCALIZED');
  const ranked: RankedCell[] = [];
  for (const [mode, cell] of best) {
    const run = runOf.get(cell.runId);
    if (run === undefined || run.resultsKey === null || mode === 'SLICE') continue;
    const { queries, gallery } = await loadRunVolumes(team, run, loadLabelled);
    const byId = (members: readonly LabelledMember[]): RankedCell['queries'] => new Map(members.map((labelled) => [labelled.member.volumeId, labelled]));
    ranked.push({ name: cellText(cell), mode, plane: await planeOfRun(team, run), lists: unpackRankedLists(await objects.get(run.resultsKey)), queries: byId(queries), gallery: byId(gallery) });
  }
  return ranked;
}

/** The first of a list that is still there. */
export function firstStored(ranked: readonly RankedEntry[], { gallery }: RankedCell): { readonly entry: RankedEntry; readonly labelled: LabelledMember } | null {
  for (const entry of ranked) {
    const labelled = gallery.get(entry.volumeId);
    if (labelled !== undefined) return { entry, labelled };
  }
  return null;
}
