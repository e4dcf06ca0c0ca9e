import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { CardOwner } from '../../../../services/ports/dataset-card.js';
import { segmentations } from '../../schema/volumes.js';
import { members, splitOfSource } from './card-members.js';

/** Named of the patients of two splits, and of the values of a label. */
const MOST_PATIENTS = 20;
const MOST_VALUES = 50;

const AXES = ['sx', 'sy', 'sz', 'nx', 'ny', 'nz'] as const;

const spread = (axis: (typeof AXES)[number]): SQL => {
  const column = sql.identifier(axis);
  return sql`json_build_object('minimum', min(${column}), 'median', percentile_cont(0.5) within group (order by ${column}), 'maximum', max(${column})) as ${sql.identifier(axis)}`;
};

/** What each part of a card is counted by, of `m`; `list` says whose it is. */
const partsOf = (owner: CardOwner) =>
  ({
    totals: sql`
      select list, count(*)::int as volumes, count(distinct patient_id)::int as patients, count(distinct study_id)::int as studies, sum(nz)::int as slices,
        sum(bytes)::float8 as bytes, (count(*) filter (where cardinality(derived_from) > 0))::int as derived, count(segmentation_id)::int as segmented,
        ${sql.join(AXES.map(spread), sql`, `)}
      from m group by list`,
    splits: sql`
      select list, split, count(*)::int as volumes, count(distinct patient_id)::int as patients, sum(nz)::int as slices
      from m group by list, split order by list, split`,
    sharedPatients: sql`
      select list, a.split as one, b.split as other, count(*)::int as count, (array_agg(patient_id order by patient_id))[1:${sql.raw(String(MOST_PATIENTS))}] as patients
      from (
        select list, patient_id, array_agg(distinct split) as splits from m where split <> 'NONE' group by list, patient_id having count(distinct split) > 1) p
      cross join lateral unnest(splits) as a(split) cross join lateral unnest(splits) as b(split)
      where a.split < b.split group by list, a.split, b.split order by list, a.split, b.split`,
    derivedAcross: sql`
      select a.list, a.split, b.split as source, count(distinct a.volume_id)::int as volumes
      from m a cross join lateral unnest(a.derived_from) as d(id) cross join lateral ${splitOfSource(owner)} b
      where a.split <> b.split and a.split <> 'NONE' and b.split <> 'NONE'
      group by a.list, a.split, b.split order by a.list, a.split, b.split`,
    labels: sql`
      select list, name, labelled as volumes, "distinct", json_agg(json_build_object('value', value, 'volumes', volumes) order by place) as values
      from (
        select list, key as name, value, count(*)::int as volumes,
          row_number() over (partition by list, key order by count(*) desc, value collate "C") as place,
          (count(*) over (partition by list, key))::int as "distinct", (sum(count(*)) over (partition by list, key))::int as labelled
        from m cross join lateral jsonb_each_text(labels) group by list, key, value) counted
      where place <= ${sql.raw(String(MOST_VALUES))}
      group by list, name, labelled, "distinct" order by list, name collate "C"`,
    standards: sql`
      select list, taxonomy, producer, count(*)::int as volumes
      from m where segmentation_id is not null group by list, taxonomy, producer order by list, volumes desc, taxonomy, producer::text`,
    covers: sql`
      select k.list, k.taxonomy, k.key, k.volumes, s.covers
      from (
        select list, team_id, taxonomy, covers_key as key, count(*)::int as volumes, min(segmentation_id) as segmentation_id
        from m where segmentation_id is not null group by list, team_id, taxonomy, covers_key) k
      join ${segmentations} s on s.team_id = k.team_id and s.id = k.segmentation_id`,
    shown: sql`
      select list, taxonomy, covers_key as key, covers_shown as shown, count(*)::int as volumes
      from m where segmentation_id is not null group by list, taxonomy, covers_key, covers_shown`,
    notes: sql`
      select list, note->>'kind' as kind, count(distinct volume_id)::int as volumes
      from m cross join lateral jsonb_array_elements(import_notes) as n(note) group by list, note->>'kind' order by list, kind`,
  }) as const satisfies Readonly<Record<string, SQL>>;

/** All parts of the cards of lists, in one pass over their members: a row with a JSON list for each part, by its name. */
export function cardStatement(owner: CardOwner, ids: readonly string[]): SQL {
  const parts = Object.entries(partsOf(owner)).map(([name, statement]) => sql`(select coalesce(json_agg(part), '[]') from (${statement}) part) as ${sql.identifier(name)}`);
  return sql`with ${members(owner, ids)} select ${sql.join(parts, sql`, `)}`;
}
