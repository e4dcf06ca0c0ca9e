// Draws text from standard input as a picture of a terminal: `node bin/voxseek.js demo --exit | node tools/terminal-picture.js > docs/demo.svg`.
// Progress lines are left out: the picture begins at the first line that starts with the text given as argument, if any.
import { readFileSync } from 'node:fs';

const CHARACTER = { width: 7.8, height: 18 };
const MARGIN = 20;
const [start] = process.argv.slice(2);

// Spaces that no viewer runs together: some know neither xml:space nor white-space in pictures.
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(' ', '\u00a0');
const all = readFileSync(0, 'utf8').replace(/\u001b\[[0-9;]*[A-Za-z]|\r/gu, '').trimEnd().split('\n');
const first = start === undefined ? 0 : Math.max(0, all.findIndex((line) => line.startsWith(start)));
const lines = all.slice(first);
const width = Math.ceil(Math.max(...lines.map((line) => line.length)) * CHARACTER.width + 2 * MARGIN);
const height = lines.length * CHARACTER.height + 2 * MARGIN;

const rows = lines.map((line, row) => `<text x="${MARGIN}" y="${MARGIN + (row + 0.75) * CHARACTER.height}">${escape(line)}</text>`);
process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<rect width="100%" height="100%" rx="8" fill="#14181f"/>
<g fill="#dfe6ee" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13">
${rows.join('\n')}
</g>
</svg>
`);
