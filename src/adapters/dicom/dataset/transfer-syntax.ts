/** What decodes the frames of a transfer syntax; NATIVE frames lie bare. */
export type Codec = 'NATIVE' | 'RLE' | 'JPEG_BASELINE' | 'JPEG_EXTENDED' | 'JPEG_LOSSLESS' | 'JPEG_LS' | 'JPEG_2000' | 'HTJ2K';

/** How the data set and the pixels of a file are written. */
export interface TransferSyntax {
  readonly uid: string;
  readonly name: string;
  readonly explicit: boolean;
  readonly littleEndian: boolean;
  readonly deflated: boolean;
  /** Null where no decoder is at hand: the header can be read, the pixels cannot. */
  readonly codec: Codec | null;
}

const ROOT = '1.2.840.10008.1.2';

const native = (suffix: string, name: string, form: Partial<TransferSyntax> = {}): TransferSyntax => ({
  uid: `${ROOT}${suffix}`, name, explicit: true, littleEndian: true, deflated: false, codec: 'NATIVE', ...form,
});

const packed = (suffix: string, name: string, codec: Codec | null): TransferSyntax => native(suffix, name, { codec });

export const IMPLICIT_LITTLE_ENDIAN = native('', 'Implicit VR Little Endian', { explicit: false });

export const EXPLICIT_LITTLE_ENDIAN = native('.1', 'Explicit VR Little Endian');

const KNOWN: ReadonlyMap<string, TransferSyntax> = new Map(
  [
    IMPLICIT_LITTLE_ENDIAN,
    EXPLICIT_LITTLE_ENDIAN,
    native('.1.98', 'Encapsulated Uncompressed Explicit VR Little Endian', { codec: null }),
    native('.1.99', 'Deflated Explicit VR Little Endian', { deflated: true }),
    native('.2', 'Explicit VR Big Endian', { littleEndian: false }),
    packed('.4.50', 'JPEG Baseline', 'JPEG_BASELINE'),
    packed('.4.51', 'JPEG Extended', 'JPEG_EXTENDED'),
    packed('.4.57', 'JPEG Lossless', 'JPEG_LOSSLESS'),
    packed('.4.70', 'JPEG Lossless, First-Order Prediction', 'JPEG_LOSSLESS'),
    packed('.4.80', 'JPEG-LS Lossless', 'JPEG_LS'),
    packed('.4.81', 'JPEG-LS Near-Lossless', 'JPEG_LS'),
    packed('.4.90', 'JPEG 2000 Lossless', 'JPEG_2000'),
    packed('.4.91', 'JPEG 2000', 'JPEG_2000'),
    packed('.4.201', 'High-Throughput JPEG 2000 Lossless', 'HTJ2K'),
    packed('.4.202', 'High-Throughput JPEG 2000 Lossless with RPCL', 'HTJ2K'),
    packed('.4.203', 'High-Throughput JPEG 2000', 'HTJ2K'),
    packed('.5', 'RLE Lossless', 'RLE'),
  ].map((syntax) => [syntax.uid, syntax]),
);

/** The syntax of a UID. All that PS3.5 has beside those known here write their data sets as explicit little endian. */
export const transferSyntaxOf = (uid: string): TransferSyntax => KNOWN.get(uid) ?? { ...packed('', 'unknown', null), uid };
