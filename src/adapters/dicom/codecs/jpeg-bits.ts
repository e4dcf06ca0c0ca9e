import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { HuffmanTable } from './jpeg-tables.js';

const MARKER = 0xff;
const FIRST_RESTART = 0xd0;
const RESTARTS = 8;

const corrupt = (message: string): VoxseekError => new VoxseekError('FILE_CORRUPT', `The compressed pixels ${message}.`);

/** The entropy-coded bits of one scan (T.81, annex F), from `at` on. */
export class JpegBits {
  #held = 0;
  #count = 0;
  /** Zeros that were held in place of bits beyond the end: to read one of them is an error. */
  #beyond = 0;
  #restarts = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}

  /** Holds 16 bits, the most that a code or a number has. */
  #fill(): void {
    while (this.#count < 16) {
      const byte = this.bytes[this.at];
      const stuffed = byte === MARKER && this.bytes[this.at + 1] === 0;
      if (byte === undefined || (byte === MARKER && !stuffed)) this.#beyond += 8;
      else this.at += stuffed ? 2 : 1;
      this.#held = ((this.#held & 0xffff) << 8) | (this.#beyond > 0 ? 0 : (byte ?? 0));
      this.#count += 8;
    }
  }

  #take(count: number): void {
    this.#count -= count;
    if (this.#count < this.#beyond) throw corrupt('end early');
  }

  /** The symbol of the next code. Throws FILE_CORRUPT. */
  symbol(table: HuffmanTable): number {
    this.#fill();
    const entry = table[(this.#held >> (this.#count - 16)) & 0xffff] ?? 0;
    if (entry === 0) throw corrupt('have a code that no table holds');
    this.#take(entry >> 8);
    return entry & 0xff;
  }

  /** A number of `size` bits, whose first bit tells its sign. Throws FILE_CORRUPT. */
  number(size: number): number {
    if (size === 0) return 0;
    if (size > 15) throw corrupt('have a coefficient of more than 15 bits');
    this.#fill();
    const value = (this.#held >> (this.#count - size)) & ((1 << size) - 1);
    this.#take(size);
    return value >> (size - 1) === 1 ? value : value - (1 << size) + 1;
  }

  /** Goes on behind the next restart marker. Throws FILE_CORRUPT where it is not there. */
  restart(): void {
    while (this.bytes[this.at] === MARKER && this.bytes[this.at + 1] === MARKER) this.at += 1;
    if (this.bytes[this.at] !== MARKER || this.bytes[this.at + 1] !== FIRST_RESTART + (this.#restarts % RESTARTS)) throw corrupt('lack a restart marker');
    this.at += 2;
    [this.#held, this.#count, this.#beyond] = [0, 0, 0];
    this.#restarts += 1;
  }
}
