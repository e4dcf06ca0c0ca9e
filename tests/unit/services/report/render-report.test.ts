import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { asId } from '../../../../src/domain/ids.js';
import { evaluateLabel } from '../../../../src/domain/labels/evaluate-label.js';
import { DEFAULT_RETRIEVAL_CONFIG } from '../../../../src/domain/ranking/retrieval-config.js';
import { renderReport } from '../../../../src/services/report/render-report.js';
import type { LookedOverlapFindings, ReportInput } from '../../../../src/services/report/report-input.js';
import { millisecondsText, shareText } from '../../../../src/services/report/words.js';
import { attribute, attributesOf, below, elementsOf, textOf } from '../../../testkit/parsed-html.js';
import type { Element } from '../../../testkit/parsed-html.js';
import { emptyReportFixture, reportFixture } from '../../../testkit/report-fixture.js';

const input = reportFixture();
const page = renderReport(input);
const elements = elementsOf(page);
/** One section at a time is enough where only it is looked at. */
const empty = emptyReportFixture();

const named = (tag: string, among: readonly Element[] = elements): readonly Element[] => among.filter(({ tagName }) => tagName === tag);
const section = (id: string, among: readonly Element[] = elements): Element => among.find((element) => attribute(element, 'id') === id)!;
const sectionIds = (report: ReportInput): readonly (string | null)[] => named('section', elementsOf(renderReport(report))).map((element) => attribute(element, 'id'));
const rowsOf = (table: Element): readonly (readonly string[])[] => named('tr', below(table)).map((row) => below(row).filter(({ tagName }) => tagName === 'th' || tagName === 'td').map(textOf));

/** A cell that is judged by a label, for which every fourth neighbour is of the same value. */
function toldBy(label: string): ReportInput['cells'][number] {
  const volumes = Array.from({ length: 8 }, (_, at) => ({ volumeId: asId('Volume', `vol_${at}`), patientId: asId('Patient', `pat_${at}`), value: String(at % 4) }));
  const queries = volumes.map((query) => ({ ...query, ranked: volumes.filter((volume) => volume !== query).map(({ volumeId }) => volumeId), excluded: new Set([query.volumeId]) }));
  const target = { name: label, order: null };
  const figures = evaluateLabel({ target, queries, gallery: volumes }, { seed: label, queriesLeftOut: 0, galleryLeftOut: 0 });
  return { ...input.cells[0]!, config: { ...DEFAULT_RETRIEVAL_CONFIG, label: target }, figures: null, label: figures };
}

describe('the report', () => {
  it('shows labels in tables of their own, with any text in their names, and no cell of theirs among the others', () => {
    const report = renderReport({ ...empty, cells: [toldBy('<stage>')] });
    const among = elementsOf(report);
    const ids = named('section', among).map((element) => attribute(element, 'id'));
    expect(ids).toContain('labels');
    expect(ids).not.toContain('cells');
    expect(sectionIds(input)).not.toContain('labels');
    // What is said of recall and its controls is not said of labels.
    const caveats = (of: ReportInput): string => textOf(named('ul', elementsOf(renderReport(of))).find((list) => attribute(list, 'class') === 'caveats')!);
    expect(caveats({ ...empty, cells: [toldBy('stage')] })).not.toMatch(/Recall|RANDOM/u);
    expect(caveats({ ...input, cells: input.cells.filter(({ control }) => control === null) })).toMatch(/Recall does not mind.*Neither RANDOM nor WIDEST/su);
    const [measures, predictions] = named('table', below(section('labels', among))).map(rowsOf);
    const { label } = toldBy('<stage>');
    expect(measures!.slice(1).map((row) => [row[1], row[2], row[5]])).toEqual(label!.measures.map(({ measure, mean }) => ['<stage>', measure, shareText(mean)]));
    expect(predictions!.slice(1).map((row) => [row[2], row[3], row[8]])).toEqual(label!.predictions.map(({ neighbours, accuracy, meanAbsoluteError }) => [String(neighbours), shareText(accuracy), shareText(meanAbsoluteError)]));
  });

  it('has its landmarks, and headings in order', () => {
    for (const tag of ['h1', 'header', 'nav', 'main', 'footer']) expect(named(tag)).toHaveLength(1);
    const levels = elements.flatMap(({ tagName }) => (/^h[1-6]$/u.test(tagName) ? [Number(tagName[1])] : []));
    levels.slice(1).forEach((level, index) => expect(level).toBeLessThanOrEqual(levels[index]! + 1));
    expect(attribute(named('html')[0]!, 'lang')).toBe('en');
  });

  it('links to each section from the top, each named by its heading', () => {
    const ids = elements.flatMap((element) => attribute(element, 'id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const links = named('a', below(named('nav')[0]!)).map((link) => attribute(link, 'href'));
    expect(links).toEqual(named('section').map((element) => `#${attribute(element, 'id')}`));
    for (const element of named('section')) expect(section(attribute(element, 'aria-labelledby')!).tagName).toBe('h2');
  });

  it('names every table and what heads its columns and rows', () => {
    const tables = named('table');
    expect(tables.length).toBeGreaterThan(10);
    for (const table of tables) {
      expect(textOf(named('caption', below(table))[0]!)).not.toBe('');
      for (const heading of named('th', below(table))) expect(attribute(heading, 'scope')).toMatch(/^(?:col|row|colgroup|rowgroup)$/u);
      const box = table.parentNode as Element;
      expect([attribute(box, 'class'), attribute(box, 'tabindex'), attribute(box, 'role')]).toEqual(['scroll', '0', 'region']);
    }
  });

  it('gives every row of a table as many cells as it has columns', () => {
    const span = (cell: Element, name: string): number => Number(attribute(cell, name) ?? 1);
    for (const table of named('table')) {
      const widths = named('tr', below(table)).map((row) => below(row).filter(({ tagName }) => tagName === 'th' || tagName === 'td').reduce((sum, cell) => sum + span(cell, 'colspan'), 0));
      // The second row of headings stands below those of the first that do not span both.
      const both = named('th', below(table)).filter((cell) => span(cell, 'rowspan') === 2).length;
      expect(new Set(widths.map((width, row) => (both > 0 && row === 1 ? width + both : width))).size).toBe(1);
    }
  });

  it('says in words what each picture shows, or hides it from those who listen', () => {
    const charts = named('svg').filter((chart) => attribute(chart, 'aria-hidden') !== 'true');
    expect(charts.length).toBeGreaterThan(30);
    for (const chart of charts) {
      expect(attribute(chart, 'role')).toBe('img');
      expect(attribute(chart, 'aria-label')!.length).toBeGreaterThan(20);
    }
    for (const image of named('img')) expect(attribute(image, 'alt')).not.toBe('');
  });

  it('asks for nothing from outside, runs nothing, and holds itself to that', () => {
    expect(elements.map(({ tagName }) => tagName)).not.toEqual(expect.arrayContaining(['script']));
    for (const { name, value } of attributesOf(elements)) {
      expect(name).not.toMatch(/^(?:on|style$)/u);
      if (['href', 'src', 'xlink:href', 'srcset', 'action'].includes(name)) expect(value).toMatch(/^(?:#[a-z-]+$|data:image\/png;base64,)/u);
    }
    const policy = named('meta').find((element) => attribute(element, 'http-equiv') === 'Content-Security-Policy')!;
    const hash = createHash('sha256').update(textOf(named('style')[0]!)).digest('base64');
    expect(attribute(policy, 'content')).toBe(`default-src 'none'; img-src data:; style-src 'sha256-${hash}'`);
    expect(page).not.toMatch(/@import|url\((?!#)/u);
  });

  it('names no colour that the style sheet does not define', () => {
    const defined = new Set(page.match(/--[a-z0-9-]+(?=:)/gu));
    for (const name of new Set(page.match(/(?<=var\()--[a-z0-9-]+/gu))) expect(defined).toContain(name);
    expect(attributesOf(elements).filter(({ tag, name, value }) => tag !== 'meta' && ['fill', 'stroke'].includes(name) && /^(?:#|rgb)/u.test(value))).toEqual([]);
  });

  it('is the same each time, and below 2 MB', () => {
    expect(renderReport(reportFixture())).toBe(page);
    expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
  });
});

describe('hostile text', () => {
  const attack = `"'></svg></style></title><script>alert(1)</script><img src="https://example.org/x" onerror="alert(1)">&amp;`;
  /** Words of fixed vocabularies cannot be hostile, and steer what is drawn. */
  const fixed = new Set(['state', 'mode', 'taxonomy', 'kind', 'aggregation', 'reRanking', 'control', 'supervision', 'code', 'thumbnail', 'runId', 'correlationId']);
  const spoil = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return fixed.has(key) ? value : `${value}${attack}`;
    if (Array.isArray(value)) return value.map((item) => spoil(item, key));
    if (value === null || typeof value !== 'object' || value instanceof Date) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [key === 'beside' || key === 'inPlaceOf' ? `${name}${attack}` : name, spoil(item, name)]));
  };

  it('is shown as text wherever it comes from', () => {
    const few = { ...input, cells: input.cells.filter(({ config, state }) => state === 'FAILED' || (config.mode === 'VOLUME' && config.reRanking !== 'NONE')) };
    const spoiled = elementsOf(renderReport(spoil(few, '') as ReportInput));
    const tags = (all: readonly Element[]): readonly string[] => [...new Set(all.map(({ tagName }) => tagName))].sort();
    expect(tags(spoiled)).toEqual(tags(elements));
    for (const { name, value } of attributesOf(spoiled)) {
      expect(name).not.toMatch(/^on/u);
      if (name === 'src' || name === 'href') expect(value).toMatch(/^(?:#|data:image\/png;base64,)/u);
    }
    const text = textOf(named('html', spoiled)[0]!);
    for (const own of [input.title, input.measured.dataset, 'EfficientNet-Lite0', 'The vector store did not answer within 60 s.', 'LVD-142M; whether it was fine-tuned is unknown', 'vol_a81f']) expect(text).toContain(own + attack);
  });

  it('is no picture', () => {
    const sources = ['https://example.org/a.png', 'data:image/svg+xml;base64,AAAA', 'data:image/png;base64,AA"onload="x', 'javascript:alert(1)'];
    const worst = sources.map((thumbnail) => ({ ...input.worstQueries[0]!, query: { name: 'q', plane: 'AXIAL' as const, slice: 1, thumbnail }, result: null }));
    const shown = elementsOf(renderReport({ ...empty, worstQueries: worst }));
    expect(named('img', shown)).toEqual([]);
    expect(textOf(section('worst-queries', shown)).match(/no picture/gu)).toHaveLength(sources.length);
  });
});

describe('sections', () => {
  const all = ['summary', 'overview', 'cells', 'depth', 'regions', 'confusion', 'candidates', 'agreement', 'robustness', 'comparisons', 'worst-queries', 'overlap', 'annotation', 'encoders', 'record'];

  it('are all there where there is something to show, and only the summary where there is nothing', () => {
    expect(named('section').map((element) => attribute(element, 'id'))).toEqual(all);
    expect(sectionIds(empty)).toEqual(['summary']);
  });

  it.each([
    ['confusion', { confusions: input.confusions.slice(0, 1) }],
    ['agreement', { agreements: input.agreements }],
    ['comparisons', { comparisons: input.comparisons }],
    ['worst-queries', { worstQueries: input.worstQueries }],
    ['overlap', { overlap: input.overlap }],
    ['annotation', { annotation: input.annotation }],
    ['encoders', { encoders: input.encoders }],
  ])('show %s where only that is given', (id, given) => {
    expect(sectionIds({ ...empty, ...given })).toEqual(['summary', id]);
  });

  it('show no bars and no front while no cell has figures', () => {
    const cells = input.cells.slice(0, 2).map((cell) => ({ ...cell, state: 'QUEUED' as const, figures: null, times: null, throughput: null, winnerSliceRatio: null, record: null, depth: null }));
    expect(sectionIds({ ...empty, cells })).toEqual(['summary', 'cells']);
  });

  it('show no front where no two cells differ in their candidates alone', () => {
    const cells = input.cells.filter(({ config }) => config.reRanking === 'NONE' || config.candidates.kind === 'HIT').filter(({ config }) => config.mode === 'VOLUME');
    expect(sectionIds({ ...empty, cells })).toEqual(['summary', 'overview', 'cells', 'depth', 'regions', 'record']);
  });
});

describe('what it says', () => {
  const cellTable = named('table', below(section('cells')))[0]!;

  it('gives every cell a row with its figures, controls marked, failures with their reason', () => {
    const rows = rowsOf(cellTable).filter((row) => row.length > 3);
    const body = rows.slice(2);
    expect(body).toHaveLength(input.cells.length);
    const first = input.cells[0]!;
    const coarse = first.figures!.COARSE_29;
    expect(body[0]!.slice(0, 7)).toEqual([first.encoder, 'EXACT', 'top-1 slice', `${shareText(coarse.recallMean)} ± ${shareText(coarse.recallStd)}`, expect.stringContaining(' – '), '21 of 29', shareText(coarse.chanceMean)]);
    expect(body[0]).toHaveLength(24);
    const controls = body.filter(([name]) => name!.endsWith(' control')).map(([name]) => name);
    expect(new Set(controls)).toEqual(new Set(['PIXELS 32×32 control', 'RANDOM control', 'WIDEST control']));
    expect(body.filter(([, , , text]) => text === 'failed: DEPENDENCY_UNAVAILABLE The vector store did not answer within 60 s.')).toHaveLength(1);
  });

  it('counts unattainable and unjudged', () => {
    const { classes } = input.cells[0]!.figures!.FINE_104;
    const unjudged = classes.reduce((sum, one) => sum + one.unjudged, 0);
    expect(rowsOf(cellTable).filter((row) => row.length > 3)[2]!.slice(19, 21)).toEqual([String(classes.filter(({ unattainable }) => unattainable).length), `${unjudged} (.013)`]);
  });

  it('gives measures at depth beside their chance, of cells that have them', () => {
    const deep = input.cells.filter(({ depth }) => depth !== null && depth.COARSE_29.length > 0);
    const [head, ...rows] = rowsOf(named('table', below(section('depth')))[0]!);
    expect(head!.slice(2)).toEqual(['successAt(5)', 'averagePrecision', 'ndcgAt(10)']);
    expect(rows).toHaveLength(deep.length);
    expect(rows[0]!.slice(1)).toEqual([deep[0]!.config.mode, ...deep[0]!.depth!.COARSE_29.map(({ classMean }) => expect.stringMatching(new RegExp(`^\\${shareText(classMean)}.*\\.300$`, 'u')) as string)]);
  });

  it('names each machine, encoder, index and seed once', () => {
    const tables = named('table', below(section('record'))).map(rowsOf);
    expect(tables.map((rows) => rows.length)).toEqual([2, 3, 4, 4, 2]);
    expect(tables[0]![1]).toEqual(['A processor at 2.60GHz', '2', '24 GB', 'linux x64', '20.19.0', '1.30.0', '0.1.0']);
    expect(tables[2]![1]).toEqual(['EfficientNet-Lite0', 'fp32-1', 'a'.repeat(12), 'b'.repeat(12), '60', '2,214', '5.4 MB', '1.3 s', 'CPU']);
    expect(textOf(section('record'))).toContain('A worker held at most 1.5 GB of memory.');
  });

  it('gives the times of a whole query, cold and warm', () => {
    const [tails] = named('table', below(section('cells'))).slice(1).map(rowsOf);
    const { times, throughput } = input.cells.find((cell) => cell.times !== null)!;
    const { p50, p95, p99, cold, warm } = times!.total!;
    expect(tails![1]!.slice(2)).toEqual([p50, p95, p99!, cold!, warm!.p50, warm!.p95, warm!.p99, throughput!].map(millisecondsText));
  });

  it('draws the front through the cells that no other beats', () => {
    const table = named('table', below(section('candidates')))[0]!;
    const [, ...rows] = rowsOf(table);
    const cells = input.cells.filter(({ config, encoder }) => config.mode === 'VOLUME' && config.reRanking !== 'NONE' && !encoder.startsWith('PIXELS')).map((cell) => ({ time: cell.times!.total!.p50, recall: cell.figures!.COARSE_29.recallMean }));
    const beaten = cells.map((cell) => cells.some((other) => other !== cell && other.time <= cell.time && other.recall >= cell.recall));
    expect(rows.map((row) => row[5] === 'yes')).toEqual(beaten.map((is) => !is));
    for (const plane of named('svg', below(section('candidates'))).filter((chart) => attribute(chart, 'role') === 'img')) {
      expect(below(plane).filter((element) => attribute(element, 'stroke') === 'var(--front)')).toHaveLength(1);
    }
  });

  it('shows each region of a cell once, in charts of readable length', () => {
    const bars = named('svg', below(section('regions')));
    for (const chart of bars) expect(Number(attribute(chart, 'height'))).toBeLessThan(700);
    const first = named('details', below(section('regions')))[0]!;
    const labels = named('svg', below(first)).map((chart) => below(chart).filter((element) => element.tagName === 'path' && attribute(element, 'fill') === 'var(--bar)').length);
    expect(labels.reduce((sum, count) => sum + count, 0)).toBe(21 + 57);
  });

  it('marks the pairs that are told apart by their adjusted p', () => {
    const table = named('table', below(section('comparisons')))[0]!;
    expect(rowsOf(table).slice(1).map((row) => row.at(-1))).toEqual(input.comparisons.map(({ pAdjusted }) => (pAdjusted < 0.05 ? 'first is better' : 'not told apart')));
  });

  it('names the standards of annotation, and the classes that cannot be evaluated', () => {
    const shown = section('annotation');
    expect(textOf(shown)).toContain('Queries by TOTALSEGMENTATOR_V1, gallery by TOTALSEGMENTATOR_V2. Label maps of different standards are not pooled');
    expect(rowsOf(named('table', below(shown))[0]!).slice(1)).toEqual([['coarse', '1 of 29', 'face'], ['fine', '2 of 104', 'face, heart atrium left']]);
    const same = { queries: ['COARSE_29'], gallery: ['COARSE_29'], unevaluable: [{ taxonomy: 'COARSE_29', classes: [] }] } as const;
    const plain = section('annotation', elementsOf(renderReport({ ...empty, annotation: same })));
    expect(textOf(plain)).toContain('Every class was looked for on both sides.');
    expect(textOf(plain)).not.toContain('not pooled');
    expect(named('table', below(plain))).toEqual([]);
    expect(sectionIds({ ...empty, annotation: { queries: [], gallery: [], unevaluable: [{ taxonomy: 'COARSE_29', classes: ['face'] }] } })).toEqual(['summary']);
  });

  it('gives the paired difference of perturbed queries with its p, as it is and adjusted', () => {
    const rows = rowsOf(named('table', below(section('robustness')))[0]!);
    expect(rows[0]!.slice(2, 8)).toEqual(['recall, coarse', 'difference', 'interval', 'p', 'p, adjusted', 'classes']);
    expect(rows[1]!.slice(1, 8)).toEqual(['noise 30 HU', '.600', '−.100', '−.200 … +.050', '< .001', '< .001', '20']);
    expect(rows[2]!.slice(1, 4)).toEqual(['flip left-right', 'failed', '—']);
  });

  it('says what the figures cannot', () => {
    const summary = (change: Partial<ReportInput>): string => textOf(section('summary', elementsOf(renderReport({ ...empty, ...change }))));
    const { encoders, measured } = input;
    expect(summary({ encoders })).toContain('two encoders, not two families');
    const more = encoders.map((encoder) => ({ ...encoder, name: `${encoder.name} B` }));
    expect(summary({ encoders: [...encoders, ...more] })).not.toContain('not two families');
    expect(summary({})).toContain('derived from 2 real scans');
    expect(summary({ measured: { ...measured, derivedFrom: null } })).not.toContain('virtual,');
    expect(summary({ versions: ['ranking-1+evaluation-1', 'ranking-2+evaluation-1'] })).toContain('cannot be compared');
    expect(summary({})).toContain('not for diagnosis');
    expect(summary({ overlap: input.overlap })).toContain('Queries and gallery overlap');
    expect(summary({ overlap: { ...(input.overlap as LookedOverlapFindings), nearDuplicates: [] } })).not.toContain('Queries and gallery overlap');
    expect(summary({})).toContain('was not looked for');
    const failed = { state: 'FAILED', error: { code: 'INTERNAL', message: 'It was logged.', path: null, correlationId: null } } as const;
    expect(summary({ overlap: failed })).toContain('could not be looked for');
    expect(textOf(section('overlap', elementsOf(renderReport({ ...empty, overlap: failed }))))).toContain('could not be looked for: INTERNAL It was logged.');
  });
});
