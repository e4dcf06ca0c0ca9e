import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { MOST_LABEL_VALUES } from '../../domain/labels/label-target.js';
import type { LabelTarget } from '../../domain/labels/label-target.js';
import { labelValue } from '../../domain/labels/label-value.js';
import type { LabelledMember } from './labelled-gallery.js';

/** Throws INVALID_INPUT where no query or no volume that may be found has the label, where its values are no categories, and where its order lacks one. */
export function checkLabelValues(gallery: readonly LabelledMember[], queries: readonly LabelledMember[], { name, order }: LabelTarget, path: string): void {
  const refuse = (why: string, field = ''): VoxseekError => new VoxseekError('INVALID_INPUT', `${path}${field}: ${why}`, { path: `${path}${field}` });
  if (queries.length === 0) throw refuse(`no volume that is asked about has a label "${name}". Import it as label:${name}, or name another.`);
  if (gallery.length === 0) throw refuse(`no volume that may be found has a label "${name}". Choose other splits, or name another label.`);
  const values = new Set([...gallery, ...queries].map(({ member }) => labelValue(member.labels, name) ?? ''));
  if (values.size > MOST_LABEL_VALUES) throw refuse(`"${name}" has ${values.size} different values; at most ${MOST_LABEL_VALUES} are categories that can be told apart.`);
  const unknown = order === null ? undefined : [...values].find((value) => !order.includes(value));
  if (unknown !== undefined) throw refuse(`a volume has "${unknown}", which is not in the order. Add it.`, '.order');
}
