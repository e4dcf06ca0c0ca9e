/** Headers on their way at once: so small that waking a thread to read one costs more than the reading, unless it is still awake. */
export const HEADERS_AHEAD = 16;

/** What `read` gives for each of some inputs, in order; while one is worked on, the next `ahead` are read. */
export async function* readAhead<Input, Output>(inputs: readonly Input[], ahead: number, read: (input: Input) => Promise<Output>): AsyncGenerator<readonly [Input, Output]> {
  const begun: Promise<Output>[] = [];
  const begin = (): void => {
    for (const input of inputs.slice(next, next + ahead - begun.length)) {
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
