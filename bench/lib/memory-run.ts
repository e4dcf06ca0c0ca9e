import { embedFiles, models } from './pipeline.js';
import { sharedScans } from './shared-ct.js';

/** Embeds the first `n` scans; the ten largest come first, so that both runs meet the same largest volume. */
const count = Number(process.argv[2]);
const scans = await sharedScans();
const paths = Array.from({ length: count }, (_, index) => scans[index % scans.length]!);
const entry = (await models.bundled()).find(({ id }) => id === 'mod_efficientnet-lite0')!;
await embedFiles(paths, entry);
// The kernel's own peak, in KiB on Linux; macOS counts bytes.
const { maxRSS } = process.resourceUsage();
console.info(JSON.stringify({ peakMiB: process.platform === 'darwin' ? maxRSS / 2 ** 20 : maxRSS / 1024 }));
process.exit(0);
