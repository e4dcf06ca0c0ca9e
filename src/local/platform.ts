import { VoxseekError } from '../domain/errors/voxseek-error.js';

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  /** Whether programs built for glibc run; of no meaning outside Linux. */
  readonly glibc: boolean;
}

export function thisPlatform(): Platform {
  const report = process.platform === 'linux' ? (process.report.getReport() as { header?: { glibcVersionRuntime?: string } }) : {};
  return { os: process.platform, architecture: process.arch, glibc: report.header?.glibcVersionRuntime !== undefined };
}

/** Fails with PLATFORM_UNSUPPORTED where the local servers have no build: they need glibc Linux or Apple silicon. */
export function assertPlatformSupported(variables: readonly string[], { os, architecture, glibc }: Platform = thisPlatform()): void {
  if (os === 'linux' && glibc && (architecture === 'x64' || architecture === 'arm64')) return;
  if (os === 'darwin' && architecture === 'arm64') return;
  const name = os === 'linux' && !glibc ? `Linux without glibc (${architecture})` : `${os} ${architecture}`;
  throw new VoxseekError(
    'PLATFORM_UNSUPPORTED',
    `The local servers have no build for ${name}: glibc Linux (x64, arm64) and Apple silicon have. Give the addresses of servers that run elsewhere: ${variables.join(', ')}.`,
    { path: variables[0] ?? 'platform' },
  );
}
