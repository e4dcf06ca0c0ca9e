import { createHash } from 'node:crypto';
import { html, trusted } from './html.js';
import type { Section } from './parts.js';
import type { ReportInput } from './report-input.js';
import { agreementSection } from './sections/agreement.js';
import { annotationSection } from './sections/annotation.js';
import { candidatesSection } from './sections/candidates.js';
import { cellsSection } from './sections/cells.js';
import { comparisonsSection } from './sections/comparisons.js';
import { confusionSection } from './sections/confusion.js';
import { labelsSection } from './sections/labels.js';
import { overviewSection } from './sections/overview.js';
import { depthSection } from './sections/depth.js';
import { encodersSection, overlapSection } from './sections/provenance.js';
import { recordSection } from './sections/record.js';
import { regionsSection } from './sections/regions.js';
import { robustnessSection } from './sections/robustness.js';
import { summarySection } from './sections/summary.js';
import { worstQueriesSection } from './sections/worst-queries.js';
import { STYLE } from './style.js';

/**
 * A benchmark's results as one HTML file, the same bytes for the same input. It asks for nothing from outside, runs no script and
 * carries the content security policy that holds it to that.
 */
export function renderReport(input: ReportInput): string {
  const sections = [
    summarySection(input),
    overviewSection(input),
    cellsSection(input),
    labelsSection(input),
    depthSection(input),
    regionsSection(input),
    confusionSection(input),
    candidatesSection(input),
    agreementSection(input),
    robustnessSection(input),
    comparisonsSection(input),
    worstQueriesSection(input),
    overlapSection(input),
    annotationSection(input),
    encodersSection(input),
    recordSection(input),
  ].filter((section) => section !== null);
  return `${page(input.title, sections).markup}\n`;
}

function page(title: string, sections: readonly Section[]): ReturnType<typeof html> {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Voxseek</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header><p class="product">Voxseek · benchmark report</p><h1>${title}</h1></header>
<nav aria-label="Sections"><ul>${sections.map(({ id, heading }) => html`<li><a href="#${id}">${heading}</a></li>`)}</ul></nav>
<main id="content">
${sections.map(({ id, heading, body }) => html`<section id="${id}" aria-labelledby="${id}-heading"><h2 id="${id}-heading">${heading}</h2>
${body}</section>
`)}</main>
<footer><p>For research, not for diagnosis.</p></footer>
</body>
</html>`;
}
