/** Files on their way at once: a disk, and what reads it, answer several requests sooner than one after the other. */
const AHEAD = 4;

/** What `read` gives for each of some inputs, in order; while one is worked on, the next ones are read. */
export async function* readAhead<Input, Output>(inputs: readonly Input[], read: (input: Input) => Promise<Output>): AsyncGenerator<readonly [Input, Output]> {
  const begun: Promise<Output>[] = [];
  const begin = (): void => {
    for (const input of inputs.slice(next, next + AHEAD - begun.length)) {
      const reading = read(input);
      // One that nobody comes to wait for may fail unheard.
      reading.catch(() => undefined);
      begun.push(reading);
      next += 1;
    }
  };
  let next = 0;
  begin();
  for (const input of inputs) {
    const output = await begun.shift()!;
    begin();
    yield [input, output];
  }
}
