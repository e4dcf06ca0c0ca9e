/** A name as one field of a TREC file, whose fields are separated by white space and cannot be quoted. */
export function trecField(name: string): string {
  if (!/^\S+$/u.test(name)) throw new TypeError(`"${name}" cannot be a field of a TREC file: it is empty or has white space`);
  return name;
}
