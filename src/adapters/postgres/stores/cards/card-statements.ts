import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { regionCounts } from '../../schema/volumes.js';

/** Named of the patients of two splits, and of the values of a label. */
const MOST_PATIENTS = 20;
const MOST_VALUES = 50;

const AXES = ['sx', 'sy', 'sz', 'nx', 'ny', 'nz'] as const;

const spread = (axis: (typeof AXES)[number]): SQL => {
  const column = sql.identifier(axis);
  return sql`json_build_object('minimum', min(${column}), 'median', percentile_cont(0.5) within group (order by ${column}), 'maximum', max(${column})) as ${sql.identifier(axis)}`;
};

/** Names what was looked for, once a member: volumes have few different such sets, and which class a set judges need not be found out for each of them. */
const LOOKED_FOR = sql`, k as materialized (select list, team_id, volume_id, segmentation_id, taxonomy, covers, md5(covers::text) as key from m where segmentation_id is not null)`;

/** What of `m` each part of a card is counted by; `list` says whose it is. */
export const STATEMENTS = {
  totals: sql`
    select list, count(*)::int as volumes, count(distinct patient_id)::int as patients, count(distinct study_id)::int as studies, sum(nz)::int as slices,
      sum(bytes)::float8 as bytes, (count(*) filter (where cardinality(derived_from) > 0))::int as derived, count(segmentation_id)::int as segmented,
      ${sql.join(AXES.map(spread), sql`, `)}
    from m group by list`,
  splits: sql`
    select list, split, count(*)::int as volumes, count(distinct patient_id)::int as patients, sum(nz)::int as slices
    from m group by list, split order by list, split`,
  sharedPatients: sql`
    , p as materialized (
      select list, patient_id, array_agg(distinct split) as splits from m where split <> 'NONE' group by list, patient_id having count(distinct split) > 1)
    select list, a.split as one, b.split as other, count(*)::int as count, (array_agg(patient_id order by patient_id))[1:${sql.raw(String(MOST_PATIENTS))}] as patients
    from p cross join lateral unnest(splits) as a(split) cross join lateral unnest(splits) as b(split)
    where a.split < b.split group by list, a.split, b.split order by list, a.split, b.split`,
  derivedAcross: sql`
    select a.list, a.split, b.split as source, count(distinct a.volume_id)::int as volumes
    from m a cross join lateral unnest(a.derived_from) as d(id) join m b on b.list = a.list and b.volume_id = d.id
    where a.split <> b.split and a.split <> 'NONE' and b.split <> 'NONE'
    group by a.list, a.split, b.split order by a.list, a.split, b.split`,
  labels: sql`
    , counted as (
      select list, key as name, value, count(*)::int as volumes,
        row_number() over (partition by list, key order by count(*) desc, value collate "C") as place,
        (count(*) over (partition by list, key))::int as "distinct", (sum(count(*)) over (partition by list, key))::int as labelled
      from m cross join lateral jsonb_each_text(labels) group by list, key, value)
    select list, name, labelled as volumes, "distinct", json_agg(json_build_object('value', value, 'volumes', volumes) order by place) as values
    from counted where place <= ${sql.raw(String(MOST_VALUES))}
    group by list, name, labelled, "distinct" order by list, name collate "C"`,
  standards: sql`
    select list, taxonomy, producer, count(*)::int as volumes
    from m where segmentation_id is not null group by list, taxonomy, producer order by list, volumes desc, taxonomy, producer::text`,
  covers: sql`${LOOKED_FOR}
    select list, taxonomy, key, (array_agg(to_json(covers)))[1] as covers, count(*)::int as volumes from k group by list, taxonomy, key`,
  // One look into the index a segmentation, however little the planner knows of rows that came just now.
  shown: sql`${LOOKED_FOR}
    select k.list, k.taxonomy, k.key, r.labels, count(*)::int as volumes
    from k cross join lateral (
      select string_agg(c.region, E'\\n' order by c.region collate "C") collate "C" as labels from ${regionCounts} c
      where c.team_id = k.team_id and c.segmentation_id = k.segmentation_id and c.most_pixels > 0) r
    where r.labels is not null group by k.list, k.taxonomy, k.key, r.labels`,
  notes: sql`
    select list, note->>'kind' as kind, count(distinct volume_id)::int as volumes
    from m cross join lateral jsonb_array_elements(import_notes) as n(note) group by list, note->>'kind' order by list, kind`,
} as const satisfies Readonly<Record<string, SQL>>;
