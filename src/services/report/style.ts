/**
 * Colours are named once for light and once for dark; text keeps a contrast of 4.5 and marks one of 3 on their ground. Series are the
 * hues of Okabe and Ito, which stay apart for colour-blind readers, and differ in shape as well; the steps of the heat map fall or rise
 * evenly in lightness.
 */
export const COLOR_SCHEMES = {
  light: {
    ground: '#ffffff', raised: '#f4f6f9', ink: '#1c2430', muted: '#55606f', line: '#d5dbe3', link: '#0b5c99', bad: '#b42318',
    bar: '#4f94cc', chance: '#c2500a', front: '#1c2430',
    series: ['#0072b2', '#c2500a', '#00795a', '#9c4a8a', '#6b5b00', '#4b5563'],
    heat: ['#ecf3f8', '#c5def2', '#a6c7e5', '#8ab0d7', '#6f99c8', '#5881b8', '#426aa8', '#2f5397', '#1f3c86'],
  },
  dark: {
    ground: '#12171e', raised: '#1b222c', ink: '#e6eaf0', muted: '#a3afbd', line: '#343e4b', link: '#6cb8f0', bad: '#ff8a80',
    bar: '#3f7fb5', chance: '#f0a03c', front: '#e6eaf0',
    series: ['#56b4e9', '#f0a03c', '#35c79a', '#dd8fc4', '#e0d04a', '#b9c3cf'],
    heat: ['#22272e', '#243c58', '#155480', '#006fa3', '#008cbe', '#00a9d0', '#00c4dc', '#63dde4', '#a7f2ee'],
  },
} as const;

function variables({ series, heat, ...named }: (typeof COLOR_SCHEMES)['light' | 'dark']): string {
  return [
    ...Object.entries(named).map(([name, color]) => `--${name}:${color}`),
    ...series.map((color, index) => `--series-${index + 1}:${color}`),
    ...heat.map((color, index) => `--heat-${index}:${color}`),
  ].join(';');
}

const RULES = `
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,"Segoe UI",Roboto,"Liberation Sans",sans-serif;overflow-wrap:break-word}
header,nav,main,footer{max-width:84rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.75rem}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 1rem}
h2{font-size:1.3rem;line-height:1.25;margin:0 0 .75rem}
h3{font-size:1.05rem;margin:1.5rem 0 .5rem}
p,ul,ol,dl{margin:0 0 1rem;max-width:48rem}
a{color:var(--link)}
.product{color:var(--muted);margin:0 0 .25rem;font-size:.9rem}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--ground);padding:.25rem .5rem}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;padding:.6rem 0;margin:0;max-width:none;border-block:1px solid var(--line);font-size:.9rem}
section{padding:1.75rem 0;border-bottom:1px solid var(--line)}
footer{padding-block:1rem 2rem;color:var(--muted);font-size:.9rem}
.muted,.note{color:var(--muted)}
.note{font-size:.85rem;margin-top:.6rem}
.bad{color:var(--bad);font-weight:600}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:.75rem 1.5rem;max-width:none}
.facts dt{color:var(--muted);font-size:.85rem}
.facts dd{margin:0;overflow-wrap:anywhere}
.caveats{padding-left:1.2rem}
.caveats li{margin-bottom:.3rem}
.scroll{overflow-x:auto;max-width:100%;margin-bottom:1rem}
.scroll:focus-visible,summary:focus-visible,a:focus-visible{outline:2px solid var(--link);outline-offset:2px}
table{width:max-content;border-collapse:separate;border-spacing:0;font-size:.85rem;line-height:1.35;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--muted);padding-bottom:.4rem;white-space:nowrap}
th,td{max-width:24rem;padding:.35rem .6rem;text-align:left;vertical-align:baseline;border-bottom:1px solid var(--line)}
thead th{color:var(--muted);font-weight:600;vertical-align:bottom;border-bottom-color:var(--muted)}
tbody th{font-weight:600}
.figure{text-align:right;white-space:nowrap}
.cells th,.cells td{white-space:nowrap}
.cells .without td{white-space:normal}
.cells .span{text-align:center;border-left:1px solid var(--line)}
tbody th[scope=row]{background:var(--ground)}
.cells tbody th[scope=row]{position:sticky;left:0}
.cells .group{background:var(--raised);letter-spacing:.04em}
.cells .control th,.cells .control td{color:var(--muted)}
.badge{font-size:.75rem;font-weight:600;border:1px solid currentcolor;border-radius:.25rem;padding:0 .3rem;white-space:nowrap}
figure{margin:0}
figcaption{color:var(--muted);font-size:.85rem;margin-bottom:.35rem}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,21rem),1fr));gap:1.25rem 2rem;margin-bottom:1rem;align-items:start}
@media (min-width:60rem){.modes{display:grid;grid-template-columns:repeat(auto-fit,minmax(21rem,1fr));gap:0 2rem}.modes .charts{grid-template-columns:1fr}}
.maps{display:flex;flex-wrap:wrap;gap:1rem 2.5rem}
.maps>figure{max-width:100%}
.chart{display:block}
.charts>figure .chart{width:100%;max-width:27rem;height:auto}
.chart text{font-family:inherit}
.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;font-size:.9rem;max-width:none}
.heat-legend{font-size:.85rem;color:var(--muted)}
.heat-legend svg{vertical-align:-2px}
details{border:1px solid var(--line);border-radius:.4rem;margin-bottom:.75rem;padding:0 .9rem}
details[open]{padding-bottom:.5rem}
summary{cursor:pointer;padding:.55rem 0}
details details{border:0;border-radius:0;padding:0;margin:0;font-size:.9rem}
details details summary{color:var(--link)}
.worst{list-style:none;padding:0;max-width:none;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr));gap:1rem}
.worst li{border:1px solid var(--line);border-radius:.4rem;padding:.75rem;font-size:.9rem}
.worst p{margin:0}
.pair{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));align-items:start;gap:.6rem;margin-bottom:.5rem}
.thumbnail{min-width:0}
.thumbnail img,.no-picture,.nothing{display:block;width:100%;aspect-ratio:1;object-fit:contain;background:#000;border-radius:.25rem}
.no-picture,.nothing{display:grid;place-content:center;background:var(--raised);color:var(--muted);font-size:.85rem}
.thumbnail figcaption{margin:.3rem 0 0;font-size:.8rem;overflow-wrap:anywhere}
@media (max-width:40rem){tbody th{max-width:11rem}}
@media print{nav,.skip{display:none}.scroll{overflow:visible}}
`;

export const STYLE = `:root{color-scheme:light dark;${variables(COLOR_SCHEMES.light)}}
@media (prefers-color-scheme:dark){:root{${variables(COLOR_SCHEMES.dark)}}}${RULES}`;
