/** A label of volumes, such as `tumour` or `stage`, whose value is to be told from those of the volumes found. */
export interface LabelTarget {
  readonly name: string;
  /** Its values, the least first, which makes it ordinal; null: ordinal by size where all values are numbers, else categorical. */
  readonly order: readonly string[] | null;
}

/** More values than these are names rather than categories. */
export const MOST_LABEL_VALUES = 100;
