import type postgres from 'postgres';
import { labelNames } from '../../src/domain/anatomy/labels.js';
import type { DatasetId, TeamId } from '../../src/domain/ids.js';

export interface LargeDataset {
  readonly teamId: TeamId;
  readonly datasetId: DatasetId;
  readonly volumes: number;
  /** Of each volume; its segmentation has as many counts for every structure. */
  readonly slices: number;
}

const TAXONOMY = 'TOTALSEGMENTATOR_V2';
const STRUCTURES = 70;
const SPLITS = ['TRAIN', 'TRAIN', 'TRAIN', 'VALIDATION', 'TEST', 'NONE'];

const list = (texts: readonly string[]): string => `'{${texts.join(',')}}'::text[]`;

/** A number from 0 to 999 that the row and the purpose alone decide, whatever the plan. */
const draw = (row: string, purpose: string): string => `(abs(hashtextextended(${row} || ' ${purpose}', 7)) % 1000)`;

/**
 * Fills the tables of a data set in the database itself, through a connection of the superuser. Each volume has one segmentation, in which all structures of the
 * standard (in a tenth of the volumes all but ten) were looked for; 70 have counts, some 60 of them above 0. A patient has two volumes, often in two
 * splits; three in ten volumes are generated from another.
 */
export async function fillLargeDataset(sql: postgres.Sql, { teamId, datasetId, volumes, slices }: LargeDataset): Promise<void> {
  const labels = labelNames(TAXONOMY);
  const idOf = (n: string): string => `md5('${datasetId} ' || (${n}))::uuid`;
  await sql.unsafe(`
    create temporary table drawn as
      select n, ${idOf('n')} as id, case when ${draw('n', 'covers')} < 100 then ${list(labels.slice(10))} else ${list(labels)} end as covers from generate_series(1, ${volumes}) n;
    create temporary table counted as
      select id, label, place, case when ${draw('n || label', 'shown')} < 850 then 1 + ${draw('n || label', 'most')} else 0 end::int as most
      from drawn cross join lateral (select label, row_number() over (order by ${draw('n || label', 'which')}, label)::int as place from unnest(${list(labels)}) label) chosen
      where place <= ${STRUCTURES};
    create index on counted (id);
    insert into voxseek.volumes (team_id, id, patient_id, study_id, voxel_hash, canonical_version, voxel_type, nx, ny, nz, sx, sy, sz, affine, slice_flags, import_notes, derived_from, bytes, created_at)
      select '${teamId}', 'volume_' || id, 'patient_' || n / 2, 'study_' || n / 2, encode(sha256(id::text::bytea), 'hex'), 1, 'INT16',
        256 + ${draw('n', 'nx')} % 256, 256, ${slices}, 0.5 + ${draw('n', 'sx')} / 1000.0, 0.8, 1 + ${draw('n', 'sz')} / 250.0, '[[1,0,0,0],[0,1,0,0],[0,0,1,0],[0,0,0,1]]',
        array_fill(0::smallint, array[${slices}]), case when ${draw('n', 'note')} < 100 then '[{"kind":"PATIENT_ASSUMED","message":"a"}]' else '[]' end::jsonb,
        case when n > 7 and ${draw('n', 'derived')} < 300 then array['volume_' || ${idOf('n - 7')}] else '{}' end, 1000000 + ${draw('n', 'bytes')}, now() from drawn;
    insert into voxseek.dataset_members (team_id, dataset_id, volume_id, split, labels)
      select '${teamId}', '${datasetId}', 'volume_' || id, (${list(SPLITS)})[1 + ${draw('n', 'split')} % ${SPLITS.length}],
        json_build_object('institute', 'site ' || ${draw('n', 'site')} % 12, 'pathology', 'finding ' || ${draw('n', 'finding')} % 90) from drawn;
    insert into voxseek.segmentations (team_id, id, volume_id, version, taxonomy, producer, covers, covers_key, covers_shown, unknown_labels, mask_hash, created_at)
      select '${teamId}', 'segmentation_' || id, 'volume_' || id, 1, '${TAXONOMY}', '{"kind":"MODEL","name":"TotalSegmentator","version":"2"}', covers, md5(array_to_string(covers, E'\\n')),
        (select string_agg(case when c.most > 0 then '1' else '0' end, '' order by l.place) from unnest(covers) with ordinality as l(label, place) left join counted c on c.id = d.id and c.label = l.label),
        '[]', md5(id::text), now() from drawn d;
    insert into voxseek.region_counts (team_id, segmentation_id, region, position, pixel_counts, most_pixels)
      select '${teamId}', 'segmentation_' || id, label, place, array_fill(most, array[${slices}]), most from counted;
    drop table drawn;
    drop table counted`);
}

/** Its members as tests/reference/dataset_card.py reads them, by a plain walk through the tables. */
export async function exportMembers(sql: postgres.Sql, datasetId: DatasetId): Promise<readonly unknown[]> {
  const rows = await sql<{ readonly member: unknown }[]>`
    select json_build_object('id', v.id, 'patient', v.patient_id, 'study', v.study_id, 'shape', json_build_array(v.nx, v.ny, v.nz), 'spacing', json_build_array(v.sx, v.sy, v.sz),
      'bytes', v.bytes, 'derivedFrom', v.derived_from, 'split', e.split, 'labels', e.labels, 'notes', (select coalesce(json_agg(n->>'kind'), '[]') from jsonb_array_elements(v.import_notes) n),
      'segmentation', (
        select json_build_object('taxonomy', s.taxonomy, 'producer', s.producer, 'covers', s.covers,
          'regions', (select json_object_agg(c.region, c.pixel_counts) from voxseek.region_counts c where c.team_id = s.team_id and c.segmentation_id = s.id))
        from voxseek.segmentations s where s.team_id = v.team_id and s.volume_id = v.id)) as member
    from voxseek.dataset_members e join voxseek.volumes v on v.team_id = e.team_id and v.id = e.volume_id where e.dataset_id = ${datasetId}`;
  return rows.map(({ member }) => member);
}
