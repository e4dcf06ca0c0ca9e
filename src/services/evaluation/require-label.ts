import { DEFAULT_RETRIEVAL_CONFIG } from '../../domain/ranking/retrieval-config.js';
import type { LabelTarget } from '../../domain/labels/label-target.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';
import { checkLabelValues } from './check-label-values.js';
import { createLabelledGalleryLoader } from './labelled-gallery.js';
import { loadRunVolumes } from './run-volumes.js';

/** Refuses a label that cannot judge a run over these volumes, before anything is stored. Throws as `checkLabelValues` does. */
export async function requireLabel(team: TeamCatalogue, { snapshotId, protocol }: Pick<RetrievalRunRecord, 'snapshotId' | 'protocol'>, label: LabelTarget, path: string): Promise<void> {
  const { gallery, queries } = await loadRunVolumes(team, { snapshotId, protocol, config: { ...DEFAULT_RETRIEVAL_CONFIG, label } }, createLabelledGalleryLoader());
  checkLabelValues(gallery, queries, label, path);
}
