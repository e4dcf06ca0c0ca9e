import { classesOf } from '../../../domain/anatomy/labels.js';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { SnapshotId } from '../../../domain/ids.js';
import { JUDGED_TAXONOMIES, createLabelledGalleryLoader } from '../../evaluation/labelled-gallery.js';
import { requireLabel } from '../../evaluation/require-label.js';
import { loadRunVolumes } from '../../evaluation/run-volumes.js';
import type { TeamCatalogue } from '../../ports/catalogue.js';
import type { Protocol } from '../../ports/run-records.js';
import type { BenchmarkDocument } from './benchmark-document.js';
import { labelsOf } from './expand-document.js';

/** Refuses labels of volumes that no query has, sets without a volume that is segmented where slices judge, unknown classes, and classes that no query shows. */
export async function requireVolumes(team: TeamCatalogue, snapshotId: SnapshotId, protocol: Protocol, document: BenchmarkDocument): Promise<void> {
  const labels = labelsOf(document);
  for (const [at, label] of labels.entries()) {
    if (label !== null) await requireLabel(team, { snapshotId, protocol }, label, `labels.${at}`);
  }
  // With labels VOLUME needs no segmentation.
  if (!labels.includes(null) && document.modes.every((mode) => mode === 'VOLUME') && document.classes === undefined) return;
  const { gallery, queries } = await loadRunVolumes(team, { snapshotId, protocol, config: { minPixels: document.minPixels, label: null } }, createLabelledGalleryLoader());
  const queryPlace = document.queries === undefined ? 'gallery' : 'queries';
  for (const [volumes, place, splits] of [[gallery, 'gallery', protocol.gallerySplits], [queries, queryPlace, protocol.querySplits]] as const) {
    if (volumes.length > 0) continue;
    const where = splits === null ? place : `${place}.splits`;
    throw new VoxseekError('EMPTY_GALLERY', `${where}: no labelled volume is in ${splits === null ? 'this data set' : splits.join(', ')}. Import labels, or choose other splits.`, { path: where });
  }
  (document.classes ?? []).forEach((region, at) => {
    const path = `classes.${at}`;
    if (!classesOf('COARSE_29').includes(region) && !classesOf('FINE_104').includes(region)) {
      throw new VoxseekError('INVALID_INPUT', `${path}: "${region}" is no class of either taxonomy.`, { path });
    }
    if (!queries.some(({ judged }) => (document.taxonomies ?? JUDGED_TAXONOMIES).some((taxonomy) => judged[taxonomy].shows.has(region)))) {
      throw new VoxseekError('REGION_NOT_SHOWN', `${path}: no query shows "${region}", so nothing could be asked about it.`, { path });
    }
  });
}
