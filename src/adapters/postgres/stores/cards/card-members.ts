import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { CardOwner } from '../../../../services/ports/dataset-card.js';
import { textArray } from '../../queries.js';
import { datasetMembers, snapshotMembers } from '../../schema/datasets.js';
import { segmentations, volumes } from '../../schema/volumes.js';

const VOLUME = sql`v.team_id, v.id as volume_id, v.study_id, v.nx, v.ny, v.nz, v.sx, v.sy, v.sz, v.bytes, v.derived_from, v.import_notes`;
const SEGMENTATION = sql`s.id as segmentation_id, s.taxonomy, s.producer, s.covers_key, s.covers_shown`;

/** `m`: a row for each member of each list, with its volume and the segmentation that counts: the latest, or the one that the snapshot names. */
export function members(owner: CardOwner, ids: readonly string[]): SQL {
  if (owner === 'SNAPSHOT') {
    return sql`m as materialized (
      select e.snapshot_id as list, e.patient_id, e.split, e.labels, ${VOLUME}, ${SEGMENTATION}
      from ${snapshotMembers} e
      join ${volumes} v on v.team_id = e.team_id and v.id = e.volume_id
      left join ${segmentations} s on s.team_id = e.team_id and s.id = e.segmentation_id
      where e.snapshot_id = any(${textArray(ids)}))`;
  }
  return sql`m as materialized (
    select e.dataset_id as list, v.patient_id, e.split, e.labels, ${VOLUME}, ${SEGMENTATION}
    from ${datasetMembers} e
    join ${volumes} v on v.team_id = e.team_id and v.id = e.volume_id
    left join lateral (
      select * from ${segmentations} g where g.team_id = v.team_id and g.volume_id = v.id order by g.version desc limit 1) s on true
    where e.dataset_id = any(${textArray(ids)}))`;
}

/** The split of volume `d.id` in the list of `a`: one look by key a volume, which the limit makes of it; a join would be all with all where the planner expects few rows. */
export function splitOfSource(owner: CardOwner): SQL {
  return owner === 'SNAPSHOT'
    ? sql`(select e.split from ${snapshotMembers} e where e.team_id = a.team_id and e.snapshot_id = a.list and e.volume_id = d.id limit 1)`
    : sql`(select e.split from ${datasetMembers} e where e.team_id = a.team_id and e.dataset_id = a.list and e.volume_id = d.id limit 1)`;
}
