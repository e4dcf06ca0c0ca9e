import type { EvaluationTaxonomy } from '../../../domain/anatomy/taxonomy.js';
import { paretoFront } from '../../../domain/evaluation/pareto-front.js';
import { byMode, groupBy, isControl } from '../cell-groups.js';
import { candidatePlane } from '../charts/candidate-plane.js';
import { legend } from '../charts/series.js';
import { html } from '../html.js';
import type { Html } from '../html.js';
import { charts, dataTable, figure, folded } from '../parts.js';
import type { Section } from '../parts.js';
import type { ReportCell, ReportInput } from '../report-input.js';
import { candidatesText, intervalText, millisecondsText, shareText, TAXONOMIES, taxonomyName } from '../words.js';

interface Timed {
  readonly cell: ReportCell;
  readonly figures: NonNullable<ReportCell['figures']>;
  readonly milliseconds: number;
}

/** Recall against time of candidates: cells that are re-ranked and differ in nothing but how many candidates they look at. Controls would only stretch the scale. */
export function candidatesSection({ cells, encoders }: ReportInput): Section | null {
  const timed = cells.flatMap((cell): Timed[] => {
    const milliseconds = cell.times?.total?.p50;
    if (cell.figures === null || isControl(cell, encoders) || cell.config.reRanking === 'NONE' || milliseconds === undefined || milliseconds <= 0) return [];
    return [{ cell, figures: cell.figures, milliseconds }];
  });
  const curves = [...groupBy(timed, ({ cell }) => JSON.stringify([cell.config.mode, seriesName(cell)])).values()].filter((curve) => new Set(curve.map(({ cell }) => candidatesText(cell.config))).size > 1);
  if (curves.length === 0) return null;
  const modes = byMode(curves.map((points) => ({ points, config: points[0]?.cell.config ?? raise() })));
  return {
    id: 'candidates',
    heading: 'Recall against time of candidates',
    body: html`<p>How many candidates stage 1 hands on to be re-ranked: the first C, all with a hit (HIT), or every eligible volume (GALLERY). The dashed line is the Pareto front: no point is
both faster and better than one on it. Times are of this machine; its relations carry over, its milliseconds do not.</p>
${modes.map(({ mode, members }) => modeBlock(mode, members.map(({ points }) => points)))}`,
  };
}

function modeBlock(mode: string, curves: readonly (readonly Timed[])[]): Html {
  const names = curves.map((curve) => seriesName(curve[0]?.cell ?? raise()));
  return html`<h3>${mode}</h3>${legend(names)}${charts(TAXONOMIES.map((taxonomy) => plane(mode, taxonomy, curves)))}${figures(mode, curves)}`;
}

function plane(mode: string, taxonomy: EvaluationTaxonomy, curves: readonly (readonly Timed[])[]): Html {
  const points = curves.flatMap((curve, series) =>
    curve.map(({ cell, figures: both, milliseconds }) => ({ series, label: candidatesText(cell.config).replace('C = ', ''), recall: both[taxonomy].recallMean, milliseconds })),
  );
  const onFront = frontOf(taxonomy, curves.flat()).map(({ cell, figures: both, milliseconds }) => `${cell.encoder} ${candidatesText(cell.config)}, ${millisecondsText(milliseconds)} ms, recall ${shareText(both[taxonomy].recallMean)}`);
  const name = `${taxonomyName(taxonomy)} classes`;
  return figure(name, candidatePlane(points, `Mean recall over ${name} against median milliseconds a query, mode ${mode}. On the Pareto front: ${onFront.join('; ')}. All points stand in the table below.`));
}

function frontOf(taxonomy: EvaluationTaxonomy, points: readonly Timed[]): readonly Timed[] {
  return paretoFront(points.map((point) => ({ point, cost: point.milliseconds, gain: point.figures[taxonomy].recallMean }))).map(({ point }) => point);
}

function figures(mode: string, curves: readonly (readonly Timed[])[]): Html {
  const fronts = Object.fromEntries(TAXONOMIES.map((taxonomy) => [taxonomy, new Set(frontOf(taxonomy, curves.flat()))]));
  return folded(
    'Figures',
    dataTable(
      `Recall against time of candidates, ${mode}`,
      [{ heading: 'cell' }, { heading: 'candidates' }, { heading: 'median ms', figures: true }, ...TAXONOMIES.flatMap((taxonomy) => [`recall, ${taxonomyName(taxonomy)}`, 'interval', 'on the front'].map((heading) => ({ heading, figures: true })))],
      curves.flat().map((point) => [
        seriesName(point.cell),
        candidatesText(point.cell.config),
        millisecondsText(point.milliseconds),
        ...TAXONOMIES.flatMap((taxonomy) => [shareText(point.figures[taxonomy].recallMean), intervalText(point.figures[taxonomy].interval), fronts[taxonomy]?.has(point) === true ? 'yes' : '']),
      ]),
    ),
  );
}

/** All that tells two cells apart but for their candidates. */
function seriesName({ encoder, index, config }: ReportCell): string {
  return [encoder, index, config.k === 1 ? config.aggregation : `${config.aggregation}, k = ${config.k}`, config.crop === 'NONE' ? null : 'cropped'].filter((part) => part !== null).join(' · ');
}

function raise(): never {
  throw new RangeError('a curve without a point');
}
