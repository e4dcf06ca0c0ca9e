/** At most `most` letters, the end left out. */
export function shortened(text: string, most: number): string {
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`;
}

/** At most `most` letters, some of the inside left out: names of cells differ at their ends. */
export function shortenedInside(text: string, most: number): string {
  const letters = [...text];
  const half = Math.floor((most - 1) / 2);
  return letters.length <= most ? text : `${letters.slice(0, most - 1 - half).join('')}…${letters.slice(-half).join('')}`;
}
