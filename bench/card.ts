import { isDeepStrictEqual } from 'node:util';
import postgres from 'postgres';
import type { DatasetCard } from '../src/services/ports/dataset-card.js';
import { createTestDatabase } from '../tests/testkit/database.js';
import { disposablePostgres } from '../tests/testkit/disposable-postgres.js';
import { fillLargeDataset } from '../tests/testkit/large-dataset.js';
import { seedTeam } from '../tests/testkit/seed.js';
import type { Bench } from './lib/bench.js';
import { cardByPlainSql } from './lib/card-peer.js';
import type { CountedCard } from './lib/card-peer.js';
import { median } from './lib/interleave.js';

const VOLUMES = 10_000;
const SLICES = 250;
const ROUNDS = 5;

const counted = (card: DatasetCard): CountedCard => ({
  totals: { volumes: card.volumes, patients: card.patients, slices: card.slices, medianSpacing: card.spacing![0].median },
  splits: Object.fromEntries(card.splits.map(({ split, patients }) => [split, patients])),
  labels: Object.fromEntries(card.labels.flatMap(({ name, values }) => values.map(({ value, volumes }) => [`${name} ${value}`, volumes]))),
  structures: Object.fromEntries(card.structures.map(({ label, shown, judged }) => [label, [shown, judged]])),
});

/** Both must have counted the same; of the values of a label a card lists the most frequent. */
function requireSame(ours: CountedCard, theirs: CountedCard): void {
  for (const part of ['totals', 'splits', 'structures'] as const) if (!isDeepStrictEqual(ours[part], { ...theirs[part] })) throw new Error(`${part}: ${JSON.stringify(ours[part])} is not ${JSON.stringify(theirs[part])}`);
  for (const [name, volumes] of Object.entries(ours.labels)) if (theirs.labels[name] !== volumes) throw new Error(`label ${name}: ${volumes} is not ${theirs.labels[name]}`);
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  const started = performance.now();
  const result = await work();
  return { ms: performance.now() - started, result };
}

/** The card of 10,000 volumes of 250 slices with 70 rows of region counts each, in a Postgres of its own. `value` is ours. */
export const bench: Bench = async (say) => {
  const server = await disposablePostgres();
  try {
    const database = await createTestDatabase(server.adminUrl);
    const seed = await seedTeam(database.catalogue);
    const { id: datasetId } = await seed.dataset();
    const sql = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
    await fillLargeDataset(sql, { teamId: seed.team.teamId, datasetId, volumes: VOLUMES, slices: SLICES });
    await sql.unsafe('vacuum analyze');
    say(`${VOLUMES} volumes are in the tables`);
    const [ours, theirs]: [number[], number[]] = [[], []];
    // The first round warms both and is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const mine = await timed(async () => (await seed.team.cards.cardsOf('DATASET', [datasetId])).get(datasetId)!);
      const other = await timed(() => cardByPlainSql(sql, datasetId));
      requireSame(counted(mine.result), other.result);
      if (round === 0) continue;
      ours.push(mine.ms);
      theirs.push(other.ms);
      say(`round ${round}: ours ${mine.ms.toFixed(0)} ms, plain SQL ${other.ms.toFixed(0)} ms`);
    }
    await sql.end();
    await database.drop();
    const [value, plain] = [median(ours), median(theirs)];
    return { bench: 'card', value: Number((value / 1000).toFixed(3)), unit: 's', ratio: Number((plain / value).toFixed(3)), target: 'ratio ≥ 1.0', peer: `plain SQL for a part of the same figures over unindexed scans, without row security: ${(plain / 1000).toFixed(3)} s` };
  } finally {
    await server.remove();
  }
};
