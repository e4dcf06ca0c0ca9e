/** A concept of a coding scheme, e.g. `SCT`, `39607008`, `Lung`. */
export interface CodedConcept {
  readonly scheme: string;
  readonly value: string;
  readonly meaning: string;
}

const codeOf = ({ scheme, value }: CodedConcept): string => `${scheme}:${value}`;

/**
 * What a coded structure may be called, the most telling first: its code with its modifier (as a rule the side), the meanings of both in
 * either order, then without the modifier.
 */
export function codedNames(concept: CodedConcept, modifier: CodedConcept | null): readonly string[] {
  const alone = [codeOf(concept), concept.meaning];
  if (modifier === null) return alone;
  return [`${codeOf(concept)}+${codeOf(modifier)}`, `${modifier.meaning} ${concept.meaning}`, `${concept.meaning} ${modifier.meaning}`, ...alone];
}
