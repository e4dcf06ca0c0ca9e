import { copyFile, cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createNiftiReader } from '../../src/adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../src/adapters/nifti/volume-files.js';
import { createDiskObjectStore } from '../../src/adapters/objects/disk.js';
import { valueOfLabel } from '../../src/domain/anatomy/labels.js';
import { int16Bytes, niftiBytes } from './nifti-bytes.js';
import { repository } from './running-voxseek.js';

const samples = join(repository, 'samples');
const LIMITS = { maxBytes: 2 ** 30, maxDimension: 4_096 };

async function put(directory: string, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
}

async function copy(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, sample] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await copyFile(join(samples, sample), join(directory, name));
  }
}

/** A label map of the abdomen with two structures of it, under values of its own. */
async function writeLabels(directory: string, name: string, structures: Readonly<Record<number, string>>): Promise<void> {
  const read = await createNiftiReader().readLabels(join(samples, 'ts-abdomen/segmentations.nii.gz'), { limits: LIMITS });
  const values = new Map(Object.entries(structures).map(([value, label]) => [valueOfLabel('TOTALSEGMENTATOR_V2', label), Number(value)]));
  await mkdir(dirname(join(directory, name)), { recursive: true });
  await createVolumeFiles(createDiskObjectStore(directory)).writeLabels(name, { ...read, labels: read.labels.map((label) => values.get(label) ?? 0) });
}

const BROKEN = niftiBytes({ dim: [4, 2, 2, 3, 4, 1, 1, 1], data: int16Bytes(new Array<number>(48).fill(0)) });

/** A release of TotalSegmentator: v1 with the six columns of its table, v2 with eleven and a byte order mark. */
export async function writeTotalSegmentatorRelease(directory: string, version: 1 | 2): Promise<void> {
  const columns = version === 1 ? 'image_id;age;gender;institute;study_type;split' : 'image_id;age;gender;institute;study_type;split;manufacturer;scanner_model;kvp;pathology;pathology_location';
  const more = (facts: string): string => (version === 1 ? '' : `;${facts}`);
  await copy(directory, { 's0011/ct.nii.gz': 'ts-abdomen/ct.nii.gz', 's0058/ct.nii.gz': 'ts-slab/ct.nii.gz', 's0104/ct.nii.gz': 'ts-thorax/ct.nii.gz', 'extra/ct.nii.gz': 'lung1/ct.nii.gz' });
  await mkdir(join(directory, 's0058/segmentations'), { recursive: true });
  const structures = version === 1 ? { liver: 'liver', face: 'skull', lung_upper_lobe_left: 'lung_upper_lobe_left' } : { liver: 'liver', skull: 'skull', kidney_left: 'kidney_left' };
  for (const [as, name] of Object.entries(structures)) await cp(join(samples, `ts-slab/segmentations/${name}.nii.gz`), join(directory, `s0058/segmentations/${as}.nii.gz`));
  const rows = [
    `s0011;67;m;A;ct abdomen-pelvis;train${more('SIEMENS;SOMATOM;120;tumor;liver')}`,
    `s0058;44;f;C;ct abdomen;val${more('GE;;100;no_pathology;')}`,
    `s0104;;;B;ct thorax;test${more(';;nan;;')}`,
    `s0999;50;m;B;ct thorax;test${more(';;;;')}`,
  ];
  await put(directory, { 'meta.csv': `${version === 1 ? '' : '\u{feff}'}${columns}\n${rows.join('\n')}\n`, 's0200/segmentations/liver.nii.gz': 'x', 's0201/mri.nii.gz': 'x' });
}

const task = (name: string, labels: Readonly<Record<string, string>>, training: readonly string[], test: readonly string[], modality: Readonly<Record<string, string>> = { '0': 'CT' }): string =>
  JSON.stringify({
    name,
    description: 'for tests',
    release: '1.0 06/08/2018',
    tensorImageSize: '3D',
    modality,
    labels: { '0': 'background', ...labels },
    numTraining: training.length,
    numTest: test.length,
    training: training.map((file) => ({ image: `./imagesTr/${file}`, label: `./labelsTr/${file}` })),
    test: test.map((file) => `./imagesTs/${file}`),
  });

/** Three tasks of the Medical Segmentation Decathlon, as its archives unpack on a machine that leaves `._` files. */
export async function writeDecathlon(directory: string): Promise<void> {
  await put(directory, {
    'Task03_Liver/dataset.json': task('Liver', { '1': 'liver', '2': 'cancer' }, ['liver_1.nii.gz', 'liver_2.nii.gz', 'liver_3.nii.gz'], ['liver_140.nii.gz']),
    'Task03_Liver/imagesTr/._liver_1.nii.gz': 'x',
    'Task03_Liver/imagesTr/liver_3.nii.gz': BROKEN,
    'Task03_Liver/imagesTr/left_over.nii.gz': 'x',
    'Task03_Liver/labelsTr/liver_3.nii.gz': BROKEN,
    'Task06_Lung/dataset.json': task('Lung', { '1': 'cancer' }, ['lung_001.nii.gz'], []),
    'Task01_BrainTumour/dataset.json': task('BRATS', { '1': 'edema' }, ['BRATS_001.nii.gz'], [], { '0': 'FLAIR', '1': 'T1w', '2': 't1gd', '3': 'T2w' }),
    'Task01_BrainTumour/imagesTr/BRATS_001.nii.gz': BROKEN,
  });
  await copy(directory, {
    'Task03_Liver/imagesTr/liver_1.nii.gz': 'ts-abdomen/ct.nii.gz',
    'Task03_Liver/imagesTs/liver_140.nii.gz': 'ts-slab/ct.nii.gz',
    'Task06_Lung/imagesTr/lung_001.nii.gz': 'lung1/ct.nii.gz',
    'Task06_Lung/labelsTr/lung_001.nii.gz': 'lung1/tumour.nii.gz',
  });
  await writeLabels(directory, 'Task03_Liver/labelsTr/liver_1.nii.gz', { 1: 'liver', 2: 'spleen' });
}

/** Tables as the repository of 3D-MIR has them, put beside the tasks. */
export async function writeThreeDMirTables(directory: string): Promise<void> {
  const head = 'name,organ,max_tumor_size,number_tumors,lesion_group,cancer_flag,CaptionV1,CaptionV2,CaptionV3\n';
  await put(join(directory, '3D-MIR/Data'), {
    '3DMIR_labels/liver_labels_and_captions.csv': `${head}liver_1.nii.gz,liver,4.427731452,2,3,1,"""A liver, with two tumors.""","Text, with a comma.",More\nliver_77.nii.gz,liver,1.2,1,1,1,a,b,c\n`,
    '3DMIR_labels/lung_labels_and_captions.csv': `${head}lung_001.nii.gz,lung,2.309190799,1,1,1,a,b,c\n`,
    'Data_Splits/liver_full_train_split.csv': 'training\nliver_1.nii.gz\n',
    'Data_Splits/liver_full_test_split.csv': ',testing\n0,lung_001.nii.gz\n1,liver_77.nii.gz\n',
    'Data_Splits/lung_full_train_split.csv': ',training\n0,lung_001.nii.gz\n',
    'Data_Splits/lung_full_test_split.csv': ',testing\n0,lung_001.nii.gz\n1,liver_1.nii.gz\n',
  });
}

/** A data set in BIDS: three participants, one with two sessions, label maps of one pipeline. */
export async function writeBids(directory: string): Promise<void> {
  await copy(directory, {
    'sub-01/ses-a/ct/sub-01_ses-a_ct.nii.gz': 'ts-abdomen/ct.nii.gz',
    'sub-01/ses-b/ct/sub-01_ses-b_ct.nii.gz': 'ts-slab/ct.nii.gz',
    'sub-02/ct/sub-02_acq-thin_ct.nii.gz': 'ts-thorax/ct.nii.gz',
    'sub-03/anat/sub-03_ct.nii.gz': 'lung1/ct.nii.gz',
  });
  await put(directory, {
    'dataset_description.json': JSON.stringify({ Name: 'A study of organs', BIDSVersion: '1.9.0' }),
    'participants.tsv': 'participant_id\tage\tsex\tgroup\tsplit\thandedness\nsub-01\t71\tM\tpatient\ttrain\tright\nsub-02\tn/a\tF\tcontrol\ttest\tn/a\n',
    'sub-02/ct/sub-02_acq-thin_bold.nii.gz': 'x',
    'sub-03/anat/sub-04_ct.nii.gz': 'x',
    'derivatives/organs/dataset_description.json': JSON.stringify({ Name: 'organs', GeneratedBy: [{ Name: 'OrganNet', Version: '2.1' }] }),
    'derivatives/organs/dseg.tsv': 'index\tname\tcolor\n0\tbackground\t#000000\n1\tkidney_left\t#ff0000\n2\tspleen\t#00ff00\n7\tgizmo\t#0000ff\n',
    'derivatives/organs/sub-09/ct/sub-09_dseg.nii.gz': 'x',
  });
  await writeLabels(directory, 'derivatives/organs/sub-01/ses-a/ct/sub-01_ses-a_space-orig_desc-organs_dseg.nii.gz', { 1: 'kidney_left', 2: 'spleen', 7: 'liver' });
}

export const TREES = {
  TOTALSEGMENTATOR_V1: (directory: string) => writeTotalSegmentatorRelease(directory, 1),
  TOTALSEGMENTATOR_V2: (directory: string) => writeTotalSegmentatorRelease(directory, 2),
  MSD: writeDecathlon,
  THREE_D_MIR: async (directory: string) => {
    await writeDecathlon(directory);
    await writeThreeDMirTables(directory);
  },
  BIDS: writeBids,
} as const;

