import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { SLICE_ORDER, sliceDistance } from '../../domain/geometry/planes.js';
import { onlyPlane } from '../../domain/geometry/row-layout.js';
import type { VectorIndexId, VolumeId } from '../../domain/ids.js';
import { selectRows } from '../../domain/matrix.js';
import type { Matrix } from '../../domain/matrix.js';
import { giveWay } from '../in-turns.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import { croppedQuery } from '../search/cropped-query.js';
import { openQuery } from '../search/open-query.js';
import type { QueryDeps } from '../search/open-query.js';
import type { Ranker } from '../search/ranker.js';
import type { CroppedTo, QuerySource } from '../search/search-service.js';
import { renderAlignment } from './render-alignment.js';

/** Which comparison is drawn: these slices of a query with all slices of one volume of an index. */
export interface AlignmentRequest {
  readonly indexId: VectorIndexId;
  readonly source: QuerySource;
  /** From 0, ascending. */
  readonly querySlices: readonly number[];
  /** Null: whole slices. */
  readonly croppedTo: CroppedTo | null;
  readonly volumeId: VolumeId;
}

export interface AlignmentService {
  /** The picture as SVG. Throws NOT_FOUND, INVALID_INPUT for slices that the query does not have, and the codes of a search with this query. */
  render(team: TeamCatalogue, request: AlignmentRequest): Promise<string>;
}

/** Products between two turns of the event loop: a few milliseconds of work. */
const PRODUCTS_A_TURN = 4_000_000;

interface Dependencies extends QueryDeps {
  readonly ranker: Ranker;
  readonly objects: Pick<ObjectStore, 'get'>;
}

export function createAlignmentService({ ranker, objects, ...parts }: Dependencies): AlignmentService {
  return {
    async render(team, { indexId, source, querySlices, croppedTo, volumeId }) {
      const open = await ranker.open(team, indexId);
      const volume = open.volumes.has(volumeId) ? await team.volumes.get(volumeId) : null;
      if (volume === null) throw new VoxseekError('NOT_FOUND', `The index holds no volume ${volumeId}.`, { path: 'volume' });
      const query = await openQuery(team, parts, open, source, croppedTo === null ? { kind: 'ALL' } : { kind: 'REGION', ...croppedTo, minPixels: 1 });
      const wrong = querySlices.find((slice) => slice >= query.sliceCount);
      if (wrong !== undefined || querySlices.length === 0) {
        throw new VoxseekError('INVALID_INPUT', `The query has slices 0 to ${query.sliceCount - 1}, not ${wrong ?? 'none'}.`, { path: 'slices' });
      }
      const queries = croppedTo === null ? selectRows(query.vectors, query.layout.rowsOf(querySlices)) : (await croppedQuery(objects, team, open, query, croppedTo.region, querySlices)).queries;
      const { similarities, alignment } = await compare(queries, await open.vectorsOf(volumeId), open.kind.patches);
      const grid = await query.grid();
      const plane = onlyPlane(open.kind);
      return renderAlignment({
        similarities,
        alignment,
        order: SLICE_ORDER[plane],
        query: { name: croppedTo === null ? 'query' : `query, cropped to ${croppedTo.region.replaceAll('_', ' ')}`, slices: querySlices, spacing: grid === null ? null : sliceDistance(plane, grid.spacing), regionSlices: [] },
        result: { name: volume.name ?? volume.id, slices: Array.from({ length: similarities.columns }, (_, slice) => slice), spacing: sliceDistance(plane, volume.spacing), regionSlices: [] },
        region: null,
      });
    },
  };
}

/**
 * How alike slices are, in float64, and for each of the query the column of the largest, the lowest on ties. Of slices with one vector it is their cosine;
 * of those with patches the mean over the query's patches of the largest cosine to one of the other's: what late interaction sums up.
 */
async function compare(queries: Matrix, gallery: Matrix, patches: number): Promise<{ readonly similarities: Matrix; readonly alignment: Int32Array }> {
  const [rows, columns] = [queries.rows / patches, gallery.rows / patches];
  const data = new Float32Array(rows * columns);
  const alignment = new Int32Array(rows);
  const rowsATurn = Math.max(1, Math.floor(PRODUCTS_A_TURN / (gallery.rows * queries.columns)));
  const sums = new Float64Array(columns);
  for (let row = 0; row < queries.rows; row += 1) {
    if (row % rowsATurn === 0) await giveWay();
    for (let column = 0; column < columns; column += 1) sums[column] = (sums[column] ?? 0) + largestCosine(queries, row, gallery, column * patches, patches);
    if ((row + 1) % patches !== 0) continue;
    const place = Math.floor(row / patches);
    data.set(sums.map((sum) => sum / patches), place * columns);
    const own = data.subarray(place * columns, (place + 1) * columns);
    alignment[place] = own.indexOf(own.reduce((most, value) => Math.max(most, value)));
    sums.fill(0);
  }
  return { similarities: { rows, columns, data }, alignment };
}

/** Of a row of the query to `count` rows from `first` on, −1 … 1. */
function largestCosine(queries: Matrix, row: number, gallery: Matrix, first: number, count: number): number {
  const { columns } = queries;
  let largest = -1;
  for (let other = first; other < first + count; other += 1) {
    let sum = 0;
    for (let at = 0; at < columns; at += 1) sum += (queries.data[row * columns + at] ?? 0) * (gallery.data[other * columns + at] ?? 0);
    largest = Math.max(largest, sum);
  }
  return Math.min(1, largest);
}
