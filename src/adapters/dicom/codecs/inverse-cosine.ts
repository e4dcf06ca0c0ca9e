const SIZE = 8;

/** BASIS[8x + u]: what the coefficient of frequency u adds at place x. */
const BASIS = Float64Array.from({ length: SIZE * SIZE }, (_, index) => {
  const [x, u] = [Math.floor(index / SIZE), index % SIZE];
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / (2 * SIZE));
});

const across = new Float64Array(SIZE * SIZE);

/** The inverse discrete cosine transform of 8 × 8 coefficients (T.81, A.3.3), in place, in float64. */
export function inverseCosine(block: Float64Array): void {
  for (let row = 0; row < SIZE; row += 1) {
    for (let x = 0; x < SIZE; x += 1) {
      let sum = 0;
      for (let u = 0; u < SIZE; u += 1) sum += BASIS[SIZE * x + u]! * block[SIZE * row + u]!;
      across[SIZE * row + x] = sum;
    }
  }
  for (let column = 0; column < SIZE; column += 1) {
    for (let y = 0; y < SIZE; y += 1) {
      let sum = 0;
      for (let v = 0; v < SIZE; v += 1) sum += BASIS[SIZE * y + v]! * across[SIZE * v + column]!;
      block[SIZE * y + column] = sum;
    }
  }
}
