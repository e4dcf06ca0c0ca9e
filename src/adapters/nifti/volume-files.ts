import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';
import { spacingOf } from '../../domain/geometry/affine.js';
import { slicesIn } from '../../domain/geometry/planes.js';
import type { OtherPlane } from '../../domain/geometry/planes.js';
import type { CanonicalGrid, CanonicalLabels, CanonicalSlice, CanonicalVolume } from '../../domain/geometry/volume.js';
import type { ObjectStore } from '../../services/ports/object-store.js';
import type { VolumeFiles } from '../../services/ports/volume-files.js';
import { canonicalHeader } from './canonical-header.js';
import type { CanonicalType } from './canonical-header.js';
import { parseHeader } from './header.js';
import { headerMember, LARGEST_TABLE, readTable, tableBytes, unpackHeader } from './slice-members.js';
import type { MemberTable } from './slice-members.js';

type Voxels = Int16Array | Float32Array | Uint16Array;

const compress = promisify<Uint8Array, { level: number }, Buffer>(gzip);
const decompress = promisify<Uint8Array, Buffer>(gunzip);

/** Within 2 % of the size of level 9 on CT, at a third of its time. */
const LEVEL = 5;
/** zlib runs on libuv's four threads; more in flight would only hold memory. */
const IN_FLIGHT = 4;
/** Enough for the table of 1,000 slices and the header behind it; a longer one costs a second read. */
const FIRST_READ = 8192;

async function eachSlice(count: number, work: (slice: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let slice = next++; slice < count; slice = next++) await work(slice);
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, count) }, lane));
}

async function pack(grid: CanonicalGrid, type: CanonicalType, voxels: Voxels): Promise<Buffer> {
  const [nx, ny, nz] = grid.shape;
  const sliceBytes = nx * ny * voxels.BYTES_PER_ELEMENT;
  const members: Buffer[] = [];
  await eachSlice(nz, async (slice) => {
    members[slice] = await compress(new Uint8Array(voxels.buffer, voxels.byteOffset + slice * sliceBytes, sliceBytes), { level: LEVEL });
  });
  const header = headerMember(canonicalHeader(grid, type), members.map((member) => member.length));
  return Buffer.concat([header, ...members]);
}

function describe(headerBlock: Buffer): { readonly grid: CanonicalGrid; readonly type: CanonicalType } {
  const { shape, sform, datatype } = parseHeader(unpackHeader(headerBlock));
  const type = datatype.name.toUpperCase();
  if (type !== 'INT16' && type !== 'FLOAT32' && type !== 'UINT16') throw new VoxseekError('FILE_CORRUPT', `The stored volume has voxels of type ${datatype.name}.`);
  return { grid: { shape, spacing: spacingOf(sform), affine: sform }, type };
}

function allocate(type: CanonicalType, length: number): Voxels {
  if (type === 'INT16') return new Int16Array(length);
  return type === 'UINT16' ? new Uint16Array(length) : new Float32Array(length);
}

async function unpackInto(target: Voxels, slice: number, pixels: number, member: Uint8Array): Promise<void> {
  const bytes = await decompress(member).catch((error: unknown) => {
    throw new VoxseekError('FILE_CORRUPT', `Slice ${slice} of the stored volume cannot be decompressed.`, { cause: error });
  });
  if (bytes.length !== pixels * target.BYTES_PER_ELEMENT) throw new VoxseekError('FILE_CORRUPT', `Slice ${slice} of the stored volume has ${bytes.length} bytes.`);
  new Uint8Array(target.buffer, slice * bytes.length, bytes.length).set(bytes);
}

async function unpack(file: Buffer): Promise<{ readonly grid: CanonicalGrid; readonly voxels: Voxels }> {
  const table = readTable(file);
  const { grid, type } = describe(file.subarray(0, table.headerBytes));
  const [nx, ny, nz] = grid.shape;
  const voxels = allocate(type, nx * ny * nz);
  const offsets = startsOf(table);
  if (offsets.length !== nz) throw new VoxseekError('FILE_CORRUPT', `The stored volume has ${nz} slices and ${offsets.length} members.`);
  await eachSlice(nz, async (slice) => {
    const from = offsets[slice] ?? 0;
    await unpackInto(voxels, slice, nx * ny, file.subarray(from, from + (table.sliceBytes[slice] ?? 0)));
  });
  return { grid, voxels };
}

/** Looks through the axial slices for the voxels of one of another plane; only these are kept. */
async function readAcross(file: Buffer, plane: OtherPlane, slice: number): Promise<CanonicalSlice> {
  const table = readTable(file);
  const { grid, type } = describe(file.subarray(0, table.headerBytes));
  const [nx, ny, nz] = grid.shape;
  const width = plane === 'CORONAL' ? nx : ny;
  if (slice < 0 || slice >= slicesIn(plane, grid.shape)) {
    throw new VoxseekError('INVALID_INPUT', `The volume has no ${plane.toLowerCase()} slice ${slice}; it has ${slicesIn(plane, grid.shape)}, counted from 0.`, { path: 'slice' });
  }
  const voxels = allocate(type, width * nz);
  if (voxels instanceof Uint16Array) throw new VoxseekError('FILE_CORRUPT', 'The stored object is a label map, not a volume.');
  const offsets = startsOf(table);
  await eachSlice(nz, async (k) => {
    const axial = allocate(type, nx * ny);
    const from = offsets[k] ?? 0;
    await unpackInto(axial, 0, nx * ny, file.subarray(from, from + (table.sliceBytes[k] ?? 0)));
    if (plane === 'CORONAL') voxels.set(axial.subarray(slice * nx, (slice + 1) * nx), k * width);
    else for (let j = 0; j < ny; j += 1) voxels[k * width + j] = axial[j * nx + slice]!;
  });
  return { nx: width, ny: nz, voxels };
}

function startsOf({ headerBytes, sliceBytes }: MemberTable): readonly number[] {
  let position = headerBytes;
  return sliceBytes.map((bytes) => (position += bytes) - bytes);
}

/** Each member has a CRC-32 of what it unpacks to, so that slices read alone are checked too. What does not unpack is named as the object that it is. */
async function ofObject<T>(key: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isVoxseekError(error) || error.code !== 'FILE_CORRUPT') throw error;
    throw new VoxseekError('OBJECT_CORRUPT', `${error.message} Nothing was made of it; restore the object "${key}" from a backup, or delete its volume and import it again.`, { path: key, cause: error });
  }
}

/** Stores canonical volumes and label maps in an object store, in the form that `VolumeFiles` describes. */
export function createVolumeFiles(objects: ObjectStore): VolumeFiles {
  const firstBytes = async (key: string): Promise<{ readonly table: MemberTable; readonly headerBlock: Buffer }> => {
    const size = (await objects.head(key))?.bytes;
    if (size === undefined) throw new VoxseekError('NOT_FOUND', 'The voxels of the volume are not stored.');
    let start = await objects.getRange(key, 0, Math.min(FIRST_READ, size));
    if (tableBytes(start) > start.length) start = await objects.getRange(key, 0, Math.min(LARGEST_TABLE, size));
    const table = readTable(start);
    const headerBlock = table.headerBytes <= start.length ? start.subarray(0, table.headerBytes) : await objects.getRange(key, 0, table.headerBytes);
    return { table, headerBlock };
  };
  const voxelsOf = async (key: string): Promise<CanonicalVolume> => {
    const { grid, voxels } = await unpack(await objects.get(key));
    if (voxels instanceof Uint16Array) throw new VoxseekError('FILE_CORRUPT', 'The stored object is a label map, not a volume.');
    return { ...grid, voxels };
  };
  const labelsOf = async (key: string): Promise<CanonicalLabels> => {
    const { grid, voxels: labels } = await unpack(await objects.get(key));
    if (!(labels instanceof Uint16Array)) throw new VoxseekError('FILE_CORRUPT', 'The stored object is a volume, not a label map.');
    return { ...grid, labels };
  };

  return {
    async writeVolume(key, volume) {
      const type = volume.voxels instanceof Int16Array ? 'INT16' : 'FLOAT32';
      return { bytes: (await objects.put(key, await pack(volume, type, volume.voxels))).bytes };
    },
    readVolume: (key) => ofObject(key, () => voxelsOf(key)),
    readSlice: (key, slice, plane) => ofObject(key, async () => {
      if (plane !== 'AXIAL') return readAcross(await objects.get(key), plane, slice);
      const { table, headerBlock } = await firstBytes(key);
      const { grid, type } = describe(headerBlock);
      const [offset, bytes] = [startsOf(table)[slice], table.sliceBytes[slice]];
      if (offset === undefined || bytes === undefined) {
        throw new VoxseekError('INVALID_INPUT', `The volume has no slice ${slice}; it has ${grid.shape[2]}, counted from 0.`, { path: 'slice' });
      }
      const [nx, ny] = grid.shape;
      const voxels = allocate(type, nx * ny);
      await unpackInto(voxels, 0, nx * ny, await objects.getRange(key, offset, bytes));
      if (voxels instanceof Uint16Array) throw new VoxseekError('FILE_CORRUPT', 'The stored object is a label map, not a volume.');
      return { nx, ny, voxels };
    }),
    async writeLabels(key, labels) {
      return { bytes: (await objects.put(key, await pack(labels, 'UINT16', labels.labels))).bytes };
    },
    readLabels: (key) => ofObject(key, () => labelsOf(key)),
  };
}
