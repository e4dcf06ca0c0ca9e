import { messageOfFlag, showsHeadClass } from '../../domain/deidentification/flags.js';
import type { PrivacyFlag, PrivacyPolicy } from '../../domain/deidentification/flags.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ImportNote } from '../ports/records.js';

/** What flags a scan: its headers, and the classes that its labels show. Throws PRIVACY_REFUSED where such scans are refused. */
export function privacyNotes(policy: PrivacyPolicy, ofHeaders: readonly PrivacyFlag[], regions: readonly string[]): readonly ImportNote[] {
  const flags = new Set<PrivacyFlag>(ofHeaders);
  if (showsHeadClass(regions)) flags.add('HEAD_SCAN');
  const notes = [...flags].sort().map((kind): ImportNote => ({ kind, message: messageOfFlag(kind) }));
  if (policy === 'REFUSE' && notes.length > 0) throw new VoxseekError('PRIVACY_REFUSED', `${notes.map(({ message }) => message).join(' ')} Such scans are refused here.`);
  return notes;
}
