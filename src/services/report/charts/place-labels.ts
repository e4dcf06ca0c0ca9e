export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

export interface PlacedLabel {
  readonly x: number;
  readonly y: number;
  readonly align: 'left' | 'center' | 'right';
  readonly label: string;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const HEIGHT = 11;
/** Pixels of a letter, on the wide side. */
const LETTER = 6.5;
/** Half the extent of a point's mark. */
const MARK = 5;

/** A label beside each spot, above, below, right or left, wherever it hides neither a mark nor an earlier label; else none. In pixels of a plane. */
export function placeLabels(spots: readonly Spot[], plane: { readonly width: number; readonly height: number }): readonly PlacedLabel[] {
  const taken: Box[] = spots.map(({ x, y }) => ({ left: x - MARK, right: x + MARK, top: y - MARK, bottom: y + MARK }));
  return spots.flatMap((spot) => {
    const found = around(spot).find(({ box }) => box.left >= 0 && box.right <= plane.width && box.top >= 0 && box.bottom <= plane.height && !taken.some((other) => overlaps(box, other)));
    if (found === undefined) return [];
    taken.push(found.box);
    return [found.label];
  });
}

function around({ x, y, label }: Spot): readonly { readonly label: PlacedLabel; readonly box: Box }[] {
  const width = label.length * LETTER;
  const gap = MARK + 1;
  const place = (align: PlacedLabel['align'], left: number, middle: number, anchor: number): { readonly label: PlacedLabel; readonly box: Box } => ({
    label: { x: anchor, y: middle, align, label },
    box: { left, right: left + width, top: middle - HEIGHT / 2, bottom: middle + HEIGHT / 2 },
  });
  return [
    place('center', x - width / 2, y - gap - HEIGHT / 2, x),
    place('center', x - width / 2, y + gap + HEIGHT / 2, x),
    place('left', x + gap, y, x + gap),
    place('right', x - gap - width, y, x - gap),
  ];
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
