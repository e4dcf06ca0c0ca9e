import { and, eq, gte, lte, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { labelsShowing } from '../../../domain/anatomy/class-sources.js';
import type { VolumeFilter } from '../../../services/ports/catalogue.js';
import { textArray } from '../queries.js';
import { datasetMembers } from '../schema/datasets.js';
import { regionCounts, segmentations, volumes } from '../schema/volumes.js';

/** Millimetres along the body axis: slices × their spacing. */
const extent = sql`(${volumes.slices} * ${volumes.spacingZ})`;

/** A label of the latest segmentation that is the region or a part of it. One of its own name counts in every taxonomy. */
function isRegion(region: string): SQL {
  const parts = [...labelsShowing(region)].map(([taxonomy, labels]) => sql`(s.taxonomy = ${taxonomy} and r.region = any(${textArray(labels)}))`);
  return sql`(${sql.join([sql`r.region = ${region}`, ...parts], sql` or `)})`;
}

/** The latest segmentation of the volume has the region with a pixel on some slice. */
const shows = (region: string): SQL => sql`exists (
  select 1 from ${segmentations} s
  join ${regionCounts} r on r.team_id = s.team_id and r.segmentation_id = s.id
  where s.team_id = ${volumes.teamId} and s.volume_id = ${volumes.id} and ${isRegion(region)} and r.most_pixels > 0
    and not exists (
      select 1 from ${segmentations} later
      where later.team_id = s.team_id and later.volume_id = s.volume_id and later.version > s.version))`;

const isMember = (datasetId: string): SQL => sql`exists (
  select 1 from ${datasetMembers} m
  where m.team_id = ${volumes.teamId} and m.volume_id = ${volumes.id} and m.dataset_id = ${datasetId})`;

/** A filter as a condition on `volumes`; undefined when it lets everything pass. */
export function volumeConditions(filter: VolumeFilter): SQL | undefined {
  const { datasetId, patientId, regionPresent, minSliceSpacing, maxSliceSpacing, minExtent, maxExtent } = filter;
  return and(
    datasetId === undefined ? undefined : isMember(datasetId),
    patientId === undefined ? undefined : eq(volumes.patientId, patientId),
    regionPresent === undefined ? undefined : shows(regionPresent),
    minSliceSpacing === undefined ? undefined : gte(volumes.spacingZ, minSliceSpacing),
    maxSliceSpacing === undefined ? undefined : lte(volumes.spacingZ, maxSliceSpacing),
    minExtent === undefined ? undefined : gte(extent, minExtent),
    maxExtent === undefined ? undefined : lte(extent, maxExtent),
  );
}
