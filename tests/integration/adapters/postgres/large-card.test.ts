import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { cardByReference, comparableCard } from '../../../testkit/card-reference.js';
import { createTestDatabase } from '../../../testkit/database.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { exportMembers, fillLargeDataset } from '../../../testkit/large-dataset.js';
import { seedTeam } from '../../../testkit/seed.js';

const VOLUMES = process.env.VOXSEEK_TEST_LONG === undefined ? 300 : 10_000;

let database: TestDatabase;
let sql: postgres.Sql;
const statements: string[] = [];
beforeAll(async () => {
  database = await createTestDatabase(inject('stack').postgresAdminUrl, { onQuery: (statement) => statements.push(statement) });
  sql = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

describe('the card of a large data set', () => {
  it(`of ${VOLUMES} volumes with 70 rows of region counts each is as numpy counts it, from one statement that opens no region counts`, async () => {
    const seed = await seedTeam(database.catalogue);
    const { id: datasetId } = await seed.dataset();
    await fillLargeDataset(sql, { teamId: seed.team.teamId, datasetId, volumes: VOLUMES, slices: 3 });
    statements.length = 0;
    const card = (await seed.team.cards.cardsOf('DATASET', [datasetId])).get(datasetId)!;
    expect(statements.filter((statement) => !statement.includes('set_config'))).toHaveLength(1);
    expect(statements.join()).not.toContain('region_counts');
    expect(card).toMatchObject({ volumes: VOLUMES, segmented: VOLUMES });
    expect(card.derivedAcross.length).toBeGreaterThan(0);
    expect(comparableCard(card)).toEqual(await cardByReference(await exportMembers(sql, datasetId)));
  });
}, 300_000);
