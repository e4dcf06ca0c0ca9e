import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { AnyPgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Page, PageRequest } from '../../services/ports/catalogue.js';

/** One parameter for the whole list: a list of parameters ends at 65,535. */
export function textArray(values: readonly string[]): SQL {
  const literal = `{${values.map((value) => `"${value.replace(/["\\]/gu, '\\$&')}"`).join(',')}}`;
  return sql`${literal}::text[]`;
}

export const anyOf = (column: AnyPgColumn, values: readonly string[]): SQL => sql`${column} = any(${textArray(values)})`;

/** Condition of the next page of a list, newest first. The rows of such a list are never deleted one by one. */
export function olderThan(table: PgTable & { createdAt: AnyPgColumn; id: AnyPgColumn }, after: string | undefined): SQL | undefined {
  if (after === undefined) return undefined;
  return sql`(${table.createdAt}, ${table.id}) < (select c.created_at, c.id from ${table} c where c.id = ${after})`;
}

/** Condition of the next page of a list in the order of ids, which holds also when the last item was deleted meanwhile. */
export function laterId(column: AnyPgColumn, after: string | undefined): SQL | undefined {
  return after === undefined ? undefined : sql`${column} > ${after}`;
}

/** `rows` is asked for one more than a page, to know whether another follows. */
export async function pageOf<Row, T>(
  page: PageRequest<string>,
  total: Promise<number>,
  rows: (limit: number) => Promise<readonly Row[]>,
  toRecord: (row: Row) => T,
): Promise<Page<T>> {
  const totalCount = await total;
  const found = await rows(page.first + 1);
  return { items: found.slice(0, page.first).map(toRecord), hasNextPage: found.length > page.first, totalCount };
}

interface Placed {
  /** The id of the list that the row is in. */
  readonly list: string;
  /** From 1. */
  readonly place: number;
  readonly total: number;
  /** How many rows of the list lie before the page. */
  readonly before: number;
}

/** Where each row stands in its list, so that one statement gives a page of each of many lists. `follows` is the condition of the next page. */
export function placesIn(list: AnyPgColumn, order: SQL, follows: SQL | undefined) {
  return {
    list: sql<string>`${list}`.as('list'),
    place: sql`row_number() over (partition by ${list} order by ${order})`.mapWith(Number).as('place'),
    total: sql`count(*) over (partition by ${list})`.mapWith(Number).as('total'),
    before: sql`count(*) filter (where (${follows ?? sql`true`}) is not true) over (partition by ${list})`.mapWith(Number).as('before'),
  };
}

/** Rows of a page and the one after it; the first of the list too, which knows its length where the page is empty. */
export function onPage({ place, before }: Readonly<Record<'place' | 'before', SQL.Aliased>>, first: number): SQL {
  return sql`(${place} = 1 or ${place} between ${before} + 1 and ${before} + ${first + 1})`;
}

/** The pages of lists from rows in the order of (list, place). */
export function pagesOf<Row extends Placed, T>(ids: readonly string[], first: number, rows: readonly Row[], toRecord: (row: Row) => T): ReadonlyMap<string, Page<T>> {
  const lists = new Map<string, Row[]>(ids.map((id) => [id, []]));
  for (const row of rows) lists.get(row.list)?.push(row);
  return new Map(
    [...lists].map(([id, all]) => {
      const page = all.filter(({ place, before }) => place > before);
      return [id, { items: page.slice(0, first).map(toRecord), hasNextPage: page.length > first, totalCount: all[0]?.total ?? 0 }];
    }),
  );
}

/** The records in the order in which their ids were asked for; unknown ids are left out. */
export function inOrderOf<Id extends string, T extends { readonly id: Id }>(ids: readonly Id[], records: readonly T[]): readonly T[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
}

/** The one row that an `insert … returning` or a counted select always gives. */
export function only<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error('The statement returned no row.');
  return row;
}

/** The fields of a change that are set; `undefined` means "leave it". */
export function setFields<T extends object>(change: T): Partial<T> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<T>;
}
