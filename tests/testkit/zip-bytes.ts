import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of an archive; what is not given is as an honest writer has it. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
  readonly deflated?: boolean;
  /** POSIX type and permissions, e.g. `0o120777` for a link. */
  readonly mode?: number;
  /** General purpose flags; bit 0 says encrypted. */
  readonly flags?: number;
  /** What the directory says of the size unpacked. */
  readonly claimedBytes?: number;
  readonly claimedCrc?: number;
}

/** A zip archive, honest or not; sizes and names stand there as they are given. */
export function zipBytes(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, deflated = true, mode = 0o100644, flags = 0, claimedBytes = content.length, claimedCrc = crc32(content) } of entries) {
    const data = deflated ? deflateRawSync(content, { level: 1 }) : content;
    const nameBytes = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(deflated ? 8 : 0, 4);
    common.writeUInt32LE(claimedCrc, 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(claimedBytes, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes, data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    // Version 20, made on Unix.
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, rest, nameBytes]));
    locals.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(Math.min(entries.length, 0xffff), 8);
  end.writeUInt16LE(Math.min(entries.length, 0xffff), 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, listed, end]);
}
