/** Ways of writing the name of a structure, and the labels of all vocabularies that it may be read as; each is a reading of ours. */
export interface Spelling {
  /** Names, meanings of codes, and codes as `SCHEME:value` or `SCHEME:value+SCHEME:value` with a side. */
  readonly names: readonly string[];
  /** At most one a vocabulary. */
  readonly labels: readonly string[];
}

type Side = 'left' | 'right';

const SIDE_CODES: Readonly<Record<Side, string>> = { left: 'SCT:7771000', right: 'SCT:24028007' };
const SIDE_WORDS: Readonly<Record<Side, readonly string[]>> = { left: ['left', 'lt', 'l'], right: ['right', 'rt', 'r'] };

/** Something that a body has once; a code where SNOMED CT has one for just this. */
function single(labels: readonly string[], code: string | null, ...names: readonly string[]): readonly Spelling[] {
  return [{ names: code === null ? names : [`SCT:${code}`, ...names], labels }];
}

/** A pair: the names with a side before or behind, and without one where a vocabulary has the pair as one. */
function pair(left: readonly string[], right: readonly string[], both: readonly string[], code: string | null, ...names: readonly string[]): readonly Spelling[] {
  const sided = (side: Side, labels: readonly string[]): Spelling => ({
    names: [
      ...(code === null ? [] : [`SCT:${code}+${SIDE_CODES[side]}`]),
      ...names.flatMap((name) => SIDE_WORDS[side].flatMap((word) => [`${name} ${word}`, `${word} ${name}`])),
    ],
    labels,
  });
  const plurals = names.flatMap((name) => [name, `${name}s`]);
  return [sided('left', left), sided('right', right), ...(both.length === 0 ? [] : single(both, code, ...plurals))];
}

/** A pair whose labels end in the side. */
const named = (stem: string, code: string | null, ...names: readonly string[]): readonly Spelling[] => pair([`${stem}_left`], [`${stem}_right`], [stem], code, ...names);

const ORGANS: readonly Spelling[] = [
  ...single(['spleen'], '78961009', 'spleen'),
  ...named('kidney', '64033007', 'kidney', 'renal'),
  ...single(['gallbladder'], '28231008', 'gallbladder', 'gall bladder'),
  ...single(['liver'], '10200004', 'liver', 'hepar'),
  ...single(['stomach'], '69695003', 'stomach'),
  ...single(['pancreas'], '15776009', 'pancreas'),
  ...named('adrenal_gland', '23451007', 'adrenal gland', 'adrenal', 'glnd adrenal', 'suprarenal gland'),
  ...single(['esophagus'], '32849002', 'esophagus', 'oesophagus', 'eso'),
  ...single(['trachea'], '44567001', 'trachea'),
  ...single(['thyroid_gland'], '69748006', 'thyroid', 'thyroid gland', 'glnd thyroid'),
  ...single(['small_bowel'], '30315005', 'small bowel', 'small intestine', 'bowel small'),
  ...single(['duodenum'], '38848004', 'duodenum'),
  ...single(['colon'], '71854001', 'colon'),
  ...single(['urinary_bladder'], '89837001', 'bladder', 'urinary bladder'),
  ...single(['prostate'], '41216001', 'prostate'),
  ...single(['brain'], '12738006', 'brain'),
  ...single(['face'], '89545001', 'face'),
  ...single(['spinal_cord'], '2748008', 'spinal cord', 'cord', 'myelon'),
];

const CHEST: readonly Spelling[] = [
  ...pair(['left lung'], ['right lung'], ['lung'], '39607008', 'lung').map(({ names, labels }) => ({ names, labels: [...new Set([...labels, 'lung'])] })),
  ...pair(['lung_upper_lobe_left'], ['lung_upper_lobe_right'], [], '45653009', 'lung upper lobe', 'upper lobe of lung', 'lung upper'),
  ...pair(['lung_lower_lobe_left'], ['lung_lower_lobe_right'], [], '90572001', 'lung lower lobe', 'lower lobe of lung', 'lung lower'),
  ...single(['lung_middle_lobe_right'], '72481006', 'middle lobe of right lung', 'lung middle lobe', 'lung rml', 'rml'),
  ...single(['lung_upper_lobe_left'], '44714003', 'upper lobe of left lung', 'lung lul', 'lul'),
  ...single(['lung_lower_lobe_left'], null, 'lower lobe of left lung', 'lung lll', 'lll'),
  ...single(['lung_upper_lobe_right'], null, 'upper lobe of right lung', 'lung rul', 'rul'),
  ...single(['lung_lower_lobe_right'], null, 'lower lobe of right lung', 'lung rll', 'rll'),
  ...single(['heart'], '80891009', 'heart', 'cor'),
  ...single(['heart_myocardium'], null, 'myocardium'),
  ...single(['heart_atrium_left'], '82471001', 'left atrium', 'atrium l', 'atrium left'),
  ...single(['heart_atrium_right'], '73829009', 'right atrium', 'atrium r', 'atrium right'),
  ...single(['heart_ventricle_left'], '87878005', 'left ventricle', 'ventricle l', 'ventricle left'),
  ...single(['heart_ventricle_right'], '53085002', 'right ventricle', 'ventricle r', 'ventricle right'),
];

const VESSELS: readonly Spelling[] = [
  ...single(['aorta'], '15825003', 'aorta', 'a aorta'),
  ...single(['inferior_vena_cava'], '64131007', 'inferior vena cava', 'ivc', 'v cava inferior', 'v venacava i'),
  ...single(['superior_vena_cava'], '48345005', 'superior vena cava', 'svc', 'v cava superior', 'v venacava s'),
  ...single(['pulmonary_artery'], '81040000', 'pulmonary artery', 'a pulmonary'),
  ...single(['pulmonary_vein'], '122972007', 'pulmonary vein', 'v pulmonary'),
  ...pair(['iliac_artery_left'], ['iliac_artery_right'], [], '10293006', 'iliac artery', 'a iliac'),
  ...pair(['iliac_vena_left'], ['iliac_vena_right'], [], '244411005', 'iliac vein', 'v iliac'),
  ...single(['brachiocephalic_trunk'], '12691009', 'brachiocephalic trunk', 'innominate artery'),
  ...pair(['brachiocephalic_vein_left'], ['brachiocephalic_vein_right'], [], '8887007', 'brachiocephalic vein'),
  ...single(['common_carotid_artery_left'], '113263003'),
  ...single(['common_carotid_artery_right'], '65355003'),
  ...single(['subclavian_artery_left'], '85235006'),
  ...single(['subclavian_artery_right'], '29700009'),
  ...single(['great_vessels'], null, 'great vessels', 'greatves'),
];

/** Of C1 to L5. */
const VERTEBRA_CODES = [
  ...['14806007', '39976000', '113205007', '5329002', '36978003', '36054005', '87391001'],
  ...['64864005', '53733008', '1626008', '73071006', '56401006', '45296009', '62487009', '11068009', '82687006', '7610001', '12989004', '23215003'],
  ...['66794005', '14293000', '36470004', '11994002', '49668003'],
];

const BONES: readonly Spelling[] = [
  ...named('humerus', '85050009', 'humerus'),
  ...named('scapula', '79601000', 'scapula'),
  ...named('clavicula', '51299004', 'clavicle', 'clavicula'),
  ...named('femur', '71341001', 'femur'),
  ...named('hip', null, 'hip', 'hip bone', 'bone pelvic', 'pelvic bone'),
  ...single(['sacrum'], '54735007', 'sacrum'),
  ...single(['sternum'], '56873002', 'sternum'),
  ...single(['costal_cartilages'], '50016007', 'costal cartilage'),
  ...single(['skull'], '89546000', 'skull', 'cranium'),
  ...single(['rib', 'ribs'], '113197003', 'rib', 'ribs'),
  ...single(['vertebrae'], '51282000', 'vertebra', 'vertebrae'),
  ...single(['vertebrae'], '421060004', 'spine', 'vertebral column'),
  ...single(['cervical vertebral column', 'vertebrae'], '122494005', 'cervical spine', 'cervical vertebral column'),
  ...single(['thoracic vertebral column', 'vertebrae'], '122495006', 'thoracic spine', 'thoracic vertebral column'),
  ...single(['lumbar vertebral column', 'vertebrae'], '122496007', 'lumbar spine', 'lumbar vertebral column'),
  ...Array.from({ length: 24 }, (_, index): Spelling => {
    const level = index < 7 ? `C${index + 1}` : index < 19 ? `T${index - 6}` : `L${index - 18}`;
    return { names: [`SCT:${VERTEBRA_CODES[index] ?? ''}`, level, `${level} vertebra`, `vertebra ${level}`, `vb ${level}`], labels: [`vertebrae_${level}`] };
  }),
];

const MUSCLES: readonly Spelling[] = [
  ...pair(['gluteus_maximus_left'], ['gluteus_maximus_right'], [], null, 'gluteus maximus', 'musc gluteus maximus'),
  ...pair(['gluteus_medius_left'], ['gluteus_medius_right'], [], null, 'gluteus medius', 'musc gluteus medius'),
  ...pair(['gluteus_minimus_left'], ['gluteus_minimus_right'], [], null, 'gluteus minimus', 'musc gluteus minimus'),
  ...named('iliopsoas', null, 'iliopsoas', 'musc iliopsoas'),
  ...named('autochthon', '44947003', 'autochthon', 'erector spinae', 'erector spinae muscle'),
];

/** The targets of a treatment and what a reader calls a lesion. */
const LESIONS: readonly Spelling[] = [
  ...single(['lesion'], '108369006', 'lesion', 'tumor', 'tumour', 'neoplasm', 'nodule', 'gtv', 'gtvp', 'gtv 1', 'gtv mass', 'gtv mass ct', 'gross tumor volume', 'gross tumour volume'),
  ...single(['lesion'], '4147007', 'mass'),
];

/** The built-in table: common spellings of treatment plans (after AAPM TG-263) and of coded segmentations. */
export const STRUCTURE_SPELLINGS: readonly Spelling[] = [...ORGANS, ...CHEST, ...VESSELS, ...BONES, ...MUSCLES, ...LESIONS];
