import { Max, Min } from 'class-validator';
import type { ClassType } from 'type-graphql';
import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import { VoxseekError } from '../domain/errors/voxseek-error.js';
import type { Id, IdKind } from '../domain/ids.js';
import { isId } from '../domain/ids.js';
import type { Page, PageRequest } from '../services/ports/catalogue.js';

export const MAX_PAGE = 100;

@ArgsType()
export class FirstArgs {
  @Field(() => Int, { defaultValue: 20, description: 'How many items, 1 … 100.' })
  @Min(1)
  @Max(MAX_PAGE)
  first!: number;
}

@ArgsType()
export class PageArgs extends FirstArgs {
  @Field(() => String, { nullable: true, description: 'The cursor after which the page begins: `pageInfo.endCursor` of the page before.' })
  after!: string | null;
}

@ObjectType('PageInfo', { description: 'Where a page ends and whether another follows.' })
class PageInfoType {
  @Field(() => Boolean, { description: 'Whether more items follow.' })
  hasNextPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the last item; null on an empty page.' })
  endCursor!: string | null;
}

/** A Relay connection of a node type. */
export function connectionOf(name: string, node: () => ClassType): ClassType<object> {
  @ObjectType(`${name}Edge`, { description: `One ${name} of a page.` })
  class Edge {
    @Field(() => String, { description: 'Opaque; for `after`.' })
    cursor!: string;

    @Field(node, { description: 'The item.' })
    node!: unknown;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${name} items in a stable order.` })
  class Connection {
    @Field(() => [Edge], { description: 'The items with their cursors.' })
    edges!: readonly Edge[];

    @Field(() => [node()], { description: 'The items alone.' })
    nodes!: readonly unknown[];

    @Field(() => PageInfoType, { description: 'Where this page ends.' })
    pageInfo!: PageInfoType;

    @Field(() => Int, { description: 'Items on all pages together.' })
    totalCount!: number;
  }
  return Connection;
}

const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');

/** A cursor is the id of its item. Throws INVALID_INPUT for a cursor of another list. */
export function toPageRequest<Kind extends IdKind>(kind: Kind, args: PageArgs): PageRequest<Id<Kind>> {
  if (args.after === null || args.after === undefined) return { first: args.first };
  const id = Buffer.from(args.after, 'base64url').toString('utf8');
  if (!isId(kind, id)) {
    throw new VoxseekError('INVALID_INPUT', 'after: this is no cursor of this list. Use `pageInfo.endCursor` of the page before.', { path: 'after' });
  }
  return { first: args.first, after: id };
}

export interface ConnectionValue<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: number;
}

export function toConnection<T>(page: Page<T>, cursorOf: (item: T) => string): ConnectionValue<T> {
  const edges = page.items.map((node) => ({ cursor: encode(cursorOf(node)), node }));
  return {
    edges,
    nodes: page.items,
    pageInfo: { hasNextPage: page.hasNextPage, endCursor: edges.at(-1)?.cursor ?? null },
    totalCount: page.totalCount,
  };
}

/** A page of records that carry their id. */
export function toRecordConnection<T extends { readonly id: string }>(page: Page<T>): ConnectionValue<T> {
  return toConnection(page, (item) => item.id);
}

/** What is asked for, within its range: a number outside is refused later, and until then must not pay for other fields. */
export const clamp = (value: number, most: number): number => Math.min(Math.max(value, 1), most);

/** Cost of a list for the limit on a query's cost: items × what is asked of each. */
export function listComplexity(most: number) {
  return ({ args, childComplexity }: { args: { first?: number }; childComplexity: number }): number => 1 + clamp(args.first ?? most, most) * childComplexity;
}

/** The same of a page. */
export const pageComplexity = listComplexity(MAX_PAGE);
