/** Defined terms of Specific Character Set (PS3.3, C.12.1.1.2) that a text decoder has under another name. */
const DECODERS: Readonly<Record<string, string>> = {
  ISO_IR_100: 'latin1',
  ISO_IR_101: 'iso-8859-2',
  ISO_IR_109: 'iso-8859-3',
  ISO_IR_110: 'iso-8859-4',
  ISO_IR_144: 'iso-8859-5',
  ISO_IR_127: 'iso-8859-6',
  ISO_IR_126: 'iso-8859-7',
  ISO_IR_138: 'iso-8859-8',
  ISO_IR_148: 'windows-1254',
  ISO_IR_203: 'iso-8859-15',
  ISO_IR_13: 'shift_jis',
  ISO_IR_166: 'windows-874',
  ISO_IR_192: 'utf-8',
  ISO_IR_149: 'euc-kr',
  ISO_IR_58: 'gb18030',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

/**
 * What decodes text of a character set. One that is not known is read as Latin-1, which loses nothing: texts that were equal stay
 * equal. Code extensions (ISO 2022) are read by their first set.
 */
export function textDecoder(characterSet: string): (bytes: Buffer) => string {
  const term = characterSet.trim().replace(/^ISO[ _]2022[ _]IR/u, 'ISO_IR').replaceAll(' ', '_');
  const label = DECODERS[term] ?? 'latin1';
  if (label === 'latin1') return (bytes) => bytes.toString('latin1');
  const decoder = new TextDecoder(label);
  return (bytes) => decoder.decode(bytes);
}
