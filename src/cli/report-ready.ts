/** Tells the supervisor, where there is one, that this process serves; `url` is where, if it serves HTTP. */
export function reportReady(facts: { readonly url?: string } = {}): void {
  process.send?.({ ready: true, ...facts });
}
