import { asId } from '../../domain/ids.js';
import type { VolumeId } from '../../domain/ids.js';

const DIGITS = 5;

/** The primary key of a row: 64-bit integers come back as text and random keys would duplicate on a second upsert. */
export function rowKey(volumeId: VolumeId, row: number): string {
  return `${volumeId}:${String(row).padStart(DIGITS, '0')}`;
}

export function parseRowKey(key: string): { readonly volumeId: VolumeId; readonly row: number } {
  const colon = key.lastIndexOf(':');
  return { volumeId: asId('Volume', key.slice(0, colon)), row: Number(key.slice(colon + 1)) };
}

/** `volume in ["vol_…", …]`; ids have no character that would need escaping. */
export function volumeFilter(volumeIds: readonly VolumeId[]): string {
  return `volume in [${volumeIds.map((id) => `"${id}"`).join(',')}]`;
}
