import type { PatientId } from '../../../../domain/ids.js';
import { groupBy } from '../../../../domain/group-by.js';
import type { CardOwner, CardStore, DatasetCard, LabelValues, SplitFigures, Spread } from '../../../../services/ports/dataset-card.js';
import type { Split } from '../../../../services/ports/records.js';
import { only } from '../../queries.js';
import type { TeamSession } from '../../session.js';
import { cardStatement } from './card-statements.js';
import { countShown } from './shown-labels.js';
import type { CoversRow, ShownRow } from './shown-labels.js';

type OfList<T> = T & { readonly list: string };

interface Rows {
  readonly totals: readonly OfList<Pick<DatasetCard, 'volumes' | 'patients' | 'studies' | 'slices' | 'bytes' | 'derived' | 'segmented'> & Readonly<Record<'sx' | 'sy' | 'sz' | 'nx' | 'ny' | 'nz', Spread>>>[];
  readonly splits: readonly OfList<SplitFigures>[];
  readonly sharedPatients: readonly OfList<{ readonly one: Split; readonly other: Split; readonly count: number; readonly patients: readonly PatientId[] }>[];
  readonly derivedAcross: readonly OfList<DatasetCard['derivedAcross'][number]>[];
  readonly labels: readonly OfList<LabelValues>[];
  readonly standards: readonly OfList<DatasetCard['standards'][number]>[];
  readonly covers: readonly OfList<CoversRow>[];
  readonly shown: readonly OfList<ShownRow>[];
  readonly notes: readonly OfList<DatasetCard['notes'][number]>[];
}

const bare = <T extends { readonly list: string }>({ list: _, ...row }: T): Omit<T, 'list'> => row;

const NOTHING = { list: '', volumes: 0, patients: 0, studies: 0, slices: 0, bytes: 0, derived: 0, segmented: 0, sx: null, sy: null, sz: null, nx: null, ny: null, nz: null };

function cardOf(rows: Rows): DatasetCard {
  const { sx, sy, sz, nx, ny, nz, ...counts } = rows.totals[0] ?? NOTHING;
  return {
    ...bare(counts),
    spacing: sx === null || sy === null || sz === null ? null : [sx, sy, sz],
    shape: nx === null || ny === null || nz === null ? null : [nx, ny, nz],
    splits: rows.splits.map(bare),
    sharedPatients: rows.sharedPatients.map(({ one, other, count, patients }) => ({ splits: [one, other], count, patients })),
    derivedAcross: rows.derivedAcross.map(bare),
    labels: rows.labels.map(bare),
    standards: rows.standards.map(bare),
    ...countShown(rows.covers, rows.shown),
    notes: rows.notes.map(bare),
  };
}

export function createCardStore({ run }: TeamSession): CardStore {
  const read = async (owner: CardOwner, ids: readonly string[]): Promise<Rows> => only((await run((tx) => tx.execute(cardStatement(owner, ids)))).rows) as unknown as Rows;

  return {
    async cardsOf(owner, ids) {
      if (ids.length === 0) return new Map();
      const rows = await read(owner, ids);
      const byList = Object.entries(rows).map(([name, all]) => [name, groupBy(all as readonly { readonly list: string }[], ({ list }) => list)] as const);
      return new Map(ids.map((id) => [id, cardOf(Object.fromEntries(byList.map(([name, lists]) => [name, lists.get(id) ?? []])) as unknown as Rows)]));
    },
  };
}
