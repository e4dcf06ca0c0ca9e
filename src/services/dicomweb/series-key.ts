import type { TeamId } from '../../domain/ids.js';
import type { Pseudonyms } from '../ingest/pseudonyms.js';

/** The keyed hash by which a series is known again. */
export const seriesKeyOf = (pseudonyms: Pseudonyms, teamId: TeamId, seriesInstanceUid: string): string => pseudonyms.other(teamId, 'series', seriesInstanceUid);
