import type { HeaderFacts } from '../../domain/deidentification/header-facts.js';
import { shiftDate } from '../../domain/deidentification/shift-date.js';
import type { TeamId } from '../../domain/ids.js';
import { seriesKeyOf } from '../dicomweb/series-key.js';
import type { Pseudonyms } from '../ingest/pseudonyms.js';
import type { DicomOrigin } from '../ports/records.js';
import type { Sealing } from './sealing.js';

/** Where a series was fetched from, and how many scans were found in it. */
export interface FetchedFrom {
  readonly server: string;
  /** Whether the server has a viewer: only then is the study's UID kept, sealed. */
  readonly hasViewer: boolean;
  readonly scansOfSeries: number;
}

interface Dependencies {
  readonly pseudonyms: Pseudonyms;
  readonly sealing: Sealing;
}

/** What a volume keeps of the headers of its series: keyed, shifted, sealed, or a number. */
export function originOf({ pseudonyms, sealing }: Dependencies, teamId: TeamId, patientPseudonym: string, facts: HeaderFacts, from: FetchedFrom | null): DicomOrigin {
  const { studyInstanceUid, seriesInstanceUid, studyDate, kilovoltage, sliceThickness, removal } = facts;
  const sealed = from?.hasViewer === true && studyInstanceUid !== null ? sealing.seal(teamId, 'study-uid', studyInstanceUid) : null;
  return {
    seriesKey: seriesKeyOf(pseudonyms, teamId, seriesInstanceUid ?? ''),
    filesOfSeries: removal.files,
    scansOfSeries: from?.scansOfSeries ?? 1,
    shiftedStudyDate: studyDate === null ? null : shiftDate(studyDate, pseudonyms.dateShift(teamId, patientPseudonym)),
    kilovoltage,
    sliceThickness,
    removal,
    viewer: from === null || sealed === null ? null : { server: from.server, sealedStudyUid: sealed },
  };
}
