import { isVoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Plane } from '../../domain/geometry/planes.js';
import type { VolumeId } from '../../domain/ids.js';
import type { LabelledMember } from '../evaluation/labelled-gallery.js';
import type { RankedEntry, RankedRegion } from '../evaluation/ranked-list.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ThumbnailService } from '../thumbnails/thumbnail-service.js';
import { firstStored } from './ranked-cells.js';
import type { RankedCell } from './ranked-cells.js';
import type { Pictured, WorstQuery } from './report-input.js';

/** Shown of each cell. */
const MOST = 6;
const TAXONOMY = 'FINE_104';
/** Soft tissue, as an abdomen is read. */
const WINDOW = { center: 40, width: 400 };
const PIXELS = 192;

/** A slice of a volume that is to be shown. */
interface Shown {
  readonly volumeId: VolumeId;
  readonly slice: number;
}

type Found = Pick<WorstQuery, 'cell' | 'region' | 'taxonomy' | 'missed' | 'recall'> & {
  readonly plane: Plane;
  readonly query: Shown;
  readonly result: Shown | null;
};

/** The queries to look into first: of VOLUME those whose first result lacks most, of REGION and LOCALIZED misses of regions that are otherwise found. */
export async function worstQueriesOf(thumbnails: Pick<ThumbnailService, 'render'>, team: TeamCatalogue, cells: readonly RankedCell[]): Promise<readonly WorstQuery[]> {
  const found = cells.flatMap((cell) => (cell.mode === 'VOLUME' ? leastShown(cell) : surprising(cell)));
  const ids = found.flatMap(({ query, result }) => [query.volumeId, ...(result === null ? [] : [result.volumeId])]);
  const names = new Map((await team.volumes.getMany([...new Set(ids)])).map(({ id, name }) => [id, name]));
  const pictured = async ({ volumeId, slice }: Shown, plane: Plane): Promise<Pictured> => ({ name: names.get(volumeId) ?? volumeId, plane, slice, thumbnail: await picture(thumbnails, team, { volumeId, slice }, plane) });
  const worst: WorstQuery[] = [];
  // One after the other: each unpacks a volume as far as its slice.
  for (const { query, result, plane, ...facts } of found) worst.push({ ...facts, query: await pictured(query, plane), result: result === null ? null : await pictured(result, plane) });
  return worst;
}

/** A volume that was deleted since has no picture any more. */
async function picture(thumbnails: Pick<ThumbnailService, 'render'>, team: TeamCatalogue, { volumeId, slice }: Shown, plane: Plane): Promise<Pictured['thumbnail']> {
  try {
    const png = await thumbnails.render(team, volumeId, { plane, slice }, { window: WINDOW, size: PIXELS });
    return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  } catch (error) {
    if (isVoxseekError(error) && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

function leastShown(cell: RankedCell): readonly Found[] {
  return cell.lists
    .flatMap((list): readonly Found[] => {
      const query = cell.queries.get(list.queryVolumeId);
      if (query === undefined || list.mode !== 'VOLUME') return [];
      const first = firstStored(list.ranked, cell)?.labelled ?? null;
      const { covers, shows } = first?.judged[TAXONOMY] ?? { covers: null, shows: new Map() };
      const tried = [...query.judged[TAXONOMY].shows.keys()].filter((region) => covers?.has(region) ?? true);
      const missed = tried.filter((region) => !shows.has(region));
      if (missed.length === 0) return [];
      return [{ plane: cell.plane, cell: `VOLUME · ${cell.name}`, region: null, taxonomy: TAXONOMY, missed, recall: 1 - missed.length / tried.length, query: middleOf(query), result: first === null ? null : middleOf(first) }];
    })
    .sort((a, b) => a.recall - b.recall || b.missed.length - a.missed.length)
    .slice(0, MOST);
}

/** Whether the first result shows the region, or in LOCALIZED runs shows it where the match lies, is all or nothing: the rarest misses come first. */
function surprising(cell: RankedCell): readonly Found[] {
  const asked = cell.lists.flatMap((list) => {
    const query = cell.queries.get(list.queryVolumeId);
    if (query === undefined || (list.mode !== 'REGION' && list.mode !== 'LOCALIZED')) return [];
    return list.regions.filter(({ taxonomy }) => taxonomy === TAXONOMY).map((region) => ({ query, region, first: firstStored(region.ranked, cell) }));
  });
  const judged = asked.filter(({ region, first }) => first?.labelled.judged[TAXONOMY].covers.has(region.region) ?? true);
  const isRight = ({ region, first }: (typeof judged)[number]): boolean => first?.labelled.judged[TAXONOMY].shows.has(region.region) === true;
  const missedShare = new Map<string, number>();
  for (const name of new Set(judged.map(({ region }) => region.region))) {
    const own = judged.filter(({ region }) => region.region === name);
    missedShare.set(name, own.filter((one) => !isRight(one)).length / own.length);
  }
  const shareOf = ({ region }: RankedRegion): number => missedShare.get(region) ?? 1;
  return judged
    .filter((one) => !isRight(one))
    .sort((a, b) => shareOf(a.region) - shareOf(b.region))
    .slice(0, MOST)
    .map(({ query, region: { region }, first }) => ({
      ...{ plane: cell.plane, cell: `${cell.mode} · ${cell.name}`, region, taxonomy: TAXONOMY, missed: [region], recall: 0 },
      query: { volumeId: query.member.volumeId, slice: middle([...(query.judged[TAXONOMY].shows.get(region) ?? [])]) },
      result: first === null ? null : evidenceOf(first),
    }));
}

/** The slice that speaks for the volume most, where the run kept it. */
function evidenceOf({ entry, labelled }: { readonly entry: RankedEntry; readonly labelled: LabelledMember }): Shown {
  const [slice] = entry.supportingSlices ?? [];
  return slice === undefined ? middleOf(labelled) : { volumeId: entry.volumeId, slice };
}

function middleOf({ member: { volumeId, sliceCount } }: LabelledMember): Shown {
  return { volumeId, slice: Math.floor(sliceCount / 2) };
}

const middle = (slices: readonly number[]): number => slices[Math.floor(slices.length / 2)] ?? 0;
