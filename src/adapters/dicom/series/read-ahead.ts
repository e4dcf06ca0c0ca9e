/** What `read` gives for each of some inputs, in order; while one is worked on, the next is read. */
export async function* readAhead<Input, Output>(inputs: readonly Input[], read: (input: Input) => Promise<Output>): AsyncGenerator<readonly [Input, Output]> {
  const begin = (index: number): Promise<Output> | null => {
    const input = inputs[index];
    if (input === undefined) return null;
    const reading = read(input);
    // One that nobody comes to wait for may fail unheard.
    reading.catch(() => undefined);
    return reading;
  };
  let next = begin(0);
  for (const [index, input] of inputs.entries()) {
    const current = next;
    next = null;
    if (current === null) return;
    const output = await current;
    next = begin(index + 1);
    yield [input, output];
  }
}
