import type postgres from 'postgres';
import type { DatasetId } from '../../src/domain/ids.js';

/** Figures of a card that are counted by the peer too. */
export interface CountedCard {
  readonly totals: { readonly volumes: number; readonly patients: number; readonly slices: number; readonly medianSpacing: number };
  /** Patients by split. */
  readonly splits: Readonly<Record<string, number>>;
  /** Volumes by name of a label and value. */
  readonly labels: Readonly<Record<string, number>>;
  /** Volumes that show a structure, and those in which it was looked for. */
  readonly structures: Readonly<Record<string, readonly [number, number]>>;
}

type Pairs = readonly { readonly name: string; readonly count: number }[];

const record = (pairs: Pairs): Record<string, number> => Object.fromEntries(pairs.map(({ name, count }) => [name, count]));

const both = (shown: Pairs, judged: Pairs): Record<string, readonly [number, number]> => {
  const found = record(shown);
  return Object.fromEntries(judged.map(({ name, count }) => [name, [found[name] ?? 0, count]]));
};

/** The same figures in plain SQL by the counts of regions: each a statement that goes through the tables from end to end, as a superuser without row security. */
export async function cardByPlainSql(sql: postgres.Sql, datasetId: DatasetId): Promise<CountedCard> {
  const volumes = `select v.*, e.split, e.labels from voxseek.dataset_members e join voxseek.volumes v on v.team_id = e.team_id and v.id = e.volume_id where e.dataset_id = '${datasetId}'`;
  const latest = `select distinct on (s.volume_id) s.* from voxseek.segmentations s join (${volumes}) v on v.team_id = s.team_id and v.id = s.volume_id order by s.volume_id, s.version desc`;
  const ask = async <Row>(statement: string): Promise<readonly Row[]> => (await sql.unsafe(statement)) as unknown as readonly Row[];
  await ask('set enable_indexscan = off; set enable_indexonlyscan = off; set enable_bitmapscan = off');
  const [totals] = await ask<CountedCard['totals']>(`
    select count(*)::int as volumes, count(distinct patient_id)::int as patients, sum(nz)::int as slices, percentile_cont(0.5) within group (order by sx) as "medianSpacing" from (${volumes}) v`);
  const splits = await ask<Pairs[number]>(`select split as name, count(distinct patient_id)::int as count from (${volumes}) v group by split`);
  const labels = await ask<Pairs[number]>(`select l.key || ' ' || l.value as name, count(*)::int as count from (${volumes}) v, jsonb_each_text(v.labels) l group by 1`);
  const structures = await ask<Pairs[number]>(`
    select r.region as name, count(*)::int as count
    from (${latest}) s join voxseek.region_counts r on r.team_id = s.team_id and r.segmentation_id = s.id where r.most_pixels > 0 and r.region = any(s.covers) group by r.region`);
  const looked = await ask<Pairs[number]>(`select l as name, count(*)::int as count from (${latest}) s, unnest(s.covers) l group by l`);
  return { totals: totals!, splits: record(splits), labels: record(labels), structures: both(structures, looked) };
}
