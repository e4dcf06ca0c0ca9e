import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../../src/services/ingest/manifest.js';

describe('parseManifest', () => {
  it('reads every column', () => {
    const rows = parseManifest(
      '\uFEFFfile,patient,study,split,name,segmentation,taxonomy,producer,covers,derived_from,label:region,label:tumour\r\n' +
        'a/ct.nii.gz,p1,s1,train,one,a/seg,coarse_29,model:Net@1.2,spleen; liver,x;y,chest,\r\n' +
        '"b, again/ct.nii",,,,,,,,,,,yes\r\n',
    );
    expect(rows).toEqual([
      {
        line: 2,
        file: 'a/ct.nii.gz',
        patient: 'p1',
        study: 's1',
        split: 'TRAIN',
        name: 'one',
        segmentation: 'a/seg',
        taxonomy: 'COARSE_29',
        producer: { kind: 'MODEL', name: 'Net', version: '1.2' },
        covers: ['spleen', 'liver'],
        derivedFrom: ['x', 'y'],
        labels: { region: 'chest' },
      },
      {
        line: 3,
        file: 'b, again/ct.nii',
        patient: null,
        study: null,
        split: 'NONE',
        name: null,
        segmentation: null,
        taxonomy: null,
        producer: null,
        covers: null,
        derivedFrom: [],
        labels: { tumour: 'yes' },
      },
    ]);
  });

  it.each([
    ['no file column', 'path\nx', 1],
    ['an unknown column', 'file,colour\nx,red', 1],
    ['a column twice', 'file,name,name\nx,a,b', 1],
    ['an empty file', 'file,name\nx,a\n,b', 3],
    ['a file twice', 'file\nx\ny\nx', 4],
    ['an unknown split', 'file,split\nx,HOLDOUT', 2],
    ['an unknown taxonomy', 'file,taxonomy\nx,V9', 2],
    ['a malformed producer', 'file,producer\nx,TotalSegmentator', 2],
    ['an unknown kind of producer', 'file,producer\nx,ROBOT:me', 2],
    ['covers outside the taxonomy', 'file,segmentation,taxonomy,covers\nx,y,COARSE_29,spleen;toe', 2],
    ['a study without patient', 'file,study\nx,s', 2],
    ['too many cells', 'file,name\nx,a,b', 2],
    ['an open quote', 'file,name\nx,"a', 2],
  ])('names the line: %s', (_, text, line) => {
    expect(() => parseManifest(text)).toThrow(expect.objectContaining({ code: 'MANIFEST_INVALID', path: `manifest:${line}` }) as Error);
  });
});
