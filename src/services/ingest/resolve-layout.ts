import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { DetectedLayout, DirectoryReading, ImportLayout } from './ingest-service.js';

interface LayoutRequest<Layout> {
  readonly directory: string;
  readonly layout: Layout;
  readonly manifest: string | null;
}

/** Throws INVALID_INPUT for a manifest beside a layout that says itself what its files are. */
export function requireTakesManifest({ layout, manifest }: Pick<LayoutRequest<ImportLayout>, 'layout' | 'manifest'>): void {
  if (manifest === null || layout === 'NIFTI' || layout === 'FILES' || layout === 'TOTALSEGMENTATOR' || layout === 'DICOM') return;
  throw new VoxseekError('INVALID_INPUT', `The layout ${layout} says itself what its files are: it takes no manifest.`, { path: 'manifest' });
}

/** The layout that was asked for, or for AUTO the one that the directory has. A manifest says itself what the files are. Throws as `detectLayout`, INVALID_INPUT. */
export async function resolveLayout(ingest: Pick<DirectoryReading, 'detectLayout'>, { directory, layout, manifest }: LayoutRequest<ImportLayout | 'AUTO'>): Promise<DetectedLayout> {
  if (layout === 'AUTO') return manifest === null ? ingest.detectLayout(directory) : { layout: 'FILES', because: 'there is a manifest' };
  requireTakesManifest({ layout, manifest });
  return { layout, because: 'it was asked for' };
}
