/** Rows from top to bottom, one byte a pixel, 0 black to 255 white. */
export interface GrayImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export interface ImageEncoder {
  /** The image as a PNG file. */
  encode(image: GrayImage): Uint8Array;
}
