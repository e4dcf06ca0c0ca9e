import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { NUMBER_TYPES } from '../images/number-types.js';
import type { NumberType } from '../images/number-types.js';
import type { NrrdFields } from './fields.js';

/** What of an NRRD header says how the numbers lie in the file. */
export interface NrrdHeader {
  /** Of every axis, fastest first. */
  readonly sizes: readonly number[];
  readonly datatype: NumberType;
  readonly littleEndian: boolean;
  readonly compressed: boolean;
  /** Name of the file with the voxels, or null where they follow the header. */
  readonly dataFile: string | null;
  /** Bytes before the voxels, once decompressed; −1: the voxels are the last bytes of the file. */
  readonly byteSkip: number;
}

const corrupt = (message: string): VoxseekError => new VoxseekError('FILE_CORRUPT', `The NRRD header ${message}.`);
const unsupported = (message: string): VoxseekError => new VoxseekError('UNSUPPORTED_ENCODING', message);

const TYPE_NAMES: readonly (readonly [NumberType, readonly string[]])[] = [
  [NUMBER_TYPES.int8, ['signed char', 'int8', 'int8_t']],
  [NUMBER_TYPES.uint8, ['uchar', 'unsigned char', 'uint8', 'uint8_t']],
  [NUMBER_TYPES.int16, ['short', 'short int', 'signed short', 'signed short int', 'int16', 'int16_t']],
  [NUMBER_TYPES.uint16, ['ushort', 'unsigned short', 'unsigned short int', 'uint16', 'uint16_t']],
  [NUMBER_TYPES.int32, ['int', 'signed int', 'int32', 'int32_t']],
  [NUMBER_TYPES.uint32, ['uint', 'unsigned int', 'uint32', 'uint32_t']],
  [NUMBER_TYPES.int64, ['longlong', 'long long', 'long long int', 'signed long long', 'signed long long int', 'int64', 'int64_t']],
  [NUMBER_TYPES.uint64, ['ulonglong', 'unsigned long long', 'unsigned long long int', 'uint64', 'uint64_t']],
  [NUMBER_TYPES.float32, ['float']],
  [NUMBER_TYPES.float64, ['double']],
];
const TYPES: ReadonlyMap<string, NumberType> = new Map(TYPE_NAMES.flatMap(([type, names]) => names.map((name) => [name, type] as const)));

const RAW = ['raw'];
const GZIP = ['gzip', 'gz'];

function wholeNumber(fields: NrrdFields['fields'], name: string, least: number): number {
  const text = fields.get(name) ?? '0';
  const value = Number(text);
  if (!/^[+-]?\d+$/u.test(text) || value < least || !Number.isSafeInteger(value)) throw corrupt(`has the ${name} "${text.slice(0, 40)}"`);
  return value;
}

function sizesOf(fields: NrrdFields['fields']): readonly number[] {
  const dimension = wholeNumber(fields, 'dimension', 0);
  const sizes = (fields.get('sizes') ?? '').split(/\s+/u).filter((part) => part !== '').map(Number);
  if (dimension < 1 || dimension > 16 || sizes.length !== dimension) throw corrupt(`states ${dimension} dimensions and ${sizes.length} sizes`);
  if (!sizes.every((size) => Number.isSafeInteger(size) && size > 0)) throw corrupt(`states sizes that are no counts of voxels`);
  return sizes;
}

function datatypeOf(fields: NrrdFields['fields']): NumberType {
  const name = (fields.get('type') ?? '').toLowerCase().replace(/\s+/gu, ' ');
  const datatype = TYPES.get(name);
  if (datatype !== undefined) return datatype;
  throw new VoxseekError('UNSUPPORTED_DATATYPE', `The voxels are of type ${name === 'block' ? 'block' : 'unknown'}; a CT has one real number a voxel.`);
}

/** Throws FILE_CORRUPT, UNSUPPORTED_DATATYPE, UNSUPPORTED_ENCODING. */
export function headerOf({ fields }: NrrdFields): NrrdHeader {
  const encoding = (fields.get('encoding') ?? '').toLowerCase();
  const compressed = GZIP.includes(encoding);
  if (!compressed && !RAW.includes(encoding)) {
    const known = ['bzip2', 'bz2', 'ascii', 'text', 'txt', 'hex'].find((name) => name === encoding) ?? 'unknown';
    throw unsupported(`The voxels are encoded as ${known}; raw and gzip are read. Save the file again with one of them.`);
  }
  const dataFile = fields.get('data file') ?? null;
  if (dataFile !== null && (/^LIST\b/u.test(dataFile) || /%[\d]*d/u.test(dataFile))) throw unsupported('The voxels lie in several files; save them in one.');
  if (wholeNumber(fields, 'line skip', 0) > 0) throw unsupported('The header skips lines of its data file; save the voxels without them.');
  const byteSkip = wholeNumber(fields, 'byte skip', -1);
  if (byteSkip < 0 && compressed) throw corrupt('counts compressed bytes from the end');
  const datatype = datatypeOf(fields);
  const endian = fields.get('endian')?.toLowerCase();
  if (datatype.bytes > 1 && endian !== 'little' && endian !== 'big') throw corrupt('does not say in which order bytes lie');
  return { sizes: sizesOf(fields), datatype, littleEndian: endian !== 'big', compressed, dataFile, byteSkip };
}
