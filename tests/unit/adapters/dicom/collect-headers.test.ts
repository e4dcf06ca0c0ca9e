import { expect, it } from 'vitest';
import { parseDicom } from '../../../../src/adapters/dicom/dataset/dicom-file.js';
import { collectHeaders } from '../../../../src/adapters/dicom/privacy/collect-headers.js';
import type { HeaderFacts } from '../../../../src/domain/deidentification/header-facts.js';
import type { DicomElement } from '../../../testkit/dicom-bytes.js';
import { sliceBytes } from '../../../testkit/dicom-series.js';

const IMPLICIT = '1.2.840.10008.1.2';
const EXPLICIT = '1.2.840.10008.1.2.1';

function factsOf(syntax: string, ...files: readonly (readonly DicomElement[])[]): HeaderFacts {
  const collected = collectHeaders();
  for (const elements of files) {
    const change = Object.fromEntries(elements.map((element) => [element[0], element]));
    collected.add(parseDicom(sliceBytes({ change, syntax }), { maxBytes: 1 << 20 }).dataset);
  }
  return collected.facts();
}

const NAMES: readonly DicomElement[] = [
  [0x0008_0020, 'DA', '20210304'],
  [0x0010_0010, 'PN', 'Name^Of'],
  [0x0018_0050, 'DS', '2.5'],
  [0x0018_0060, 'DS', '120'],
  [0x0009_0010, 'LO', 'CREATOR'],
  [0x0009_1001, 'LO', 'private'],
  [0x0040_0275, 'SQ', [[[0x0010_0010, 'PN', 'Name^Of'], [0x0040_0007, 'LO', 'text'], [0x0011_0010, 'LO', 'CREATOR']]]],
];

it.each([IMPLICIT, EXPLICIT, '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99'])('counts what %s has at any depth, by keyword', (syntax) => {
  const { removal, ...facts } = factsOf(syntax, NAMES, NAMES, []);
  expect(facts).toEqual({ studyInstanceUid: '1.2', seriesInstanceUid: '1.2.3', studyDate: '20210304', kilovoltage: 120, sliceThickness: 2.5, flags: [] });
  const files = new Map(removal.removed.map((one) => [one.keyword, one.files]));
  expect(removal.files).toBe(3);
  expect(removal.privateElements).toBe(6);
  expect([files.get('PatientName'), files.get('RequestAttributesSequence'), files.get('ScheduledProcedureStepDescription'), files.get('PatientID')]).toEqual([2, 2, 2, 3]);
  expect([files.has('KVP'), files.has('Rows'), files.has('PixelData')]).toEqual([false, false, false]);
  expect(JSON.stringify(removal)).not.toMatch(/Name\^Of|CREATOR|20210304/u);
});

it('flags a series for any of its files, and keeps no number that is no quantity', () => {
  const facts = factsOf(EXPLICIT, [], [[0x0018_0015, 'CS', 'HEAD'], [0x0028_0301, 'CS', 'YES'], [0x0018_0060, 'DS', '19731977']]);
  expect(facts.flags).toEqual(['BURNED_IN_ANNOTATION', 'HEAD_SCAN']);
  expect(facts.kilovoltage).toBeNull();
  expect(factsOf(EXPLICIT, [[0x0018_0060, 'DS', 'SMITH']]).kilovoltage).toBeNull();
});

it('passes over a sequence that is broken, for it is dropped anyway', () => {
  // An item that is longer than its sequence.
  const broken: DicomElement = [0x0040_0275, 'SQ', Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0xff, 0x00, 0x00, 0x00])];
  expect(factsOf(EXPLICIT, [broken]).removal.removed.map(({ keyword }) => keyword)).toContain('RequestAttributesSequence');
});
