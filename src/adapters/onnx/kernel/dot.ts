/** ⟨row of a, row of b⟩ in float64. The indices lie in range; checking each would double the time. */
export function dot(a: Float32Array, rowA: number, b: Float32Array, rowB: number, columns: number): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let left = rowA * columns;
  let right = rowB * columns;
  const end = left + columns;
  for (; left + 4 <= end; left += 4, right += 4) {
    first += a[left]! * b[right]!;
    second += a[left + 1]! * b[right + 1]!;
    third += a[left + 2]! * b[right + 2]!;
    fourth += a[left + 3]! * b[right + 3]!;
  }
  for (; left < end; left += 1, right += 1) first += a[left]! * b[right]!;
  return first + second + (third + fourth);
}
