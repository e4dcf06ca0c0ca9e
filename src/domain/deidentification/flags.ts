/** What of a header says whether a scan shows a head or may show text; read, judged, and dropped. */
export interface FlagHeader {
  readonly sopClassUid: string | null;
  readonly imageType: readonly string[];
  readonly conversionType: string | null;
  readonly burnedInAnnotation: string | null;
  readonly recognizableVisualFeatures: string | null;
  readonly bodyPartExamined: string | null;
  /** Study and series description, protocol. */
  readonly descriptions: readonly string[];
}

export type PrivacyFlag = 'HEAD_SCAN' | 'BURNED_IN_ANNOTATION';

const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';
const HEAD_PARTS: ReadonlySet<string> = new Set([
  'HEAD', 'HEADNECK', 'HEAD NECK', 'BRAIN', 'SKULL', 'FACE', 'FACIAL', 'FACIAL BONES', 'ORBIT', 'ORBITS', 'EYE', 'NOSE', 'SINUS', 'SINUSES', 'PARANASAL SINUS',
  'MAXILLA', 'MANDIBLE', 'JAW', 'TMJ', 'TEMPORAL BONE', 'EAR', 'IAC', 'PITUITARY', 'SELLA', 'WHOLEBODY', 'WHOLE BODY', 'CEREBELLUM', 'ZYGOMA',
]);
/** Words of English, German, French, Spanish and Italian that name a head or what is in it, also where underscores join them. */
const HEAD_WORDS =
  /(?<![\p{L}])(?:head|brain|skull|cranial|cranium|cerebral|face|facial|sinus(?:es)?|orbits?|neuro|maxillo\p{L}*|mandib\p{L}*|whole.?body|kopf|sch(?:ä|ae)del|ccts?|gehirn|gesicht|nnh|nasennebenh\p{L}*|ganzk(?:ö|oe)rper|t(?:ê|e)te|cr(?:â|a)ne|cerveau|visage|cabeza|cr(?:á|a)neo|cerebro|cara|testa|cranio|encefalo|viso)(?![\p{L}])/iu;
/** Classes of segmentations that only a head shows. */
const HEAD_CLASSES: ReadonlySet<string> = new Set(['brain', 'face', 'skull']);

const isYes = (value: string | null): boolean => value?.trim().toUpperCase() === 'YES';

const showsHead = ({ recognizableVisualFeatures, bodyPartExamined, descriptions }: FlagHeader): boolean =>
  isYes(recognizableVisualFeatures) || HEAD_PARTS.has(bodyPartExamined?.trim().toUpperCase() ?? '') || descriptions.some((text) => HEAD_WORDS.test(text));

function mayShowText({ sopClassUid, imageType, conversionType, burnedInAnnotation }: FlagHeader): boolean {
  if (isYes(burnedInAnnotation)) return true;
  const captured = sopClassUid?.startsWith(SECONDARY_CAPTURE) === true || conversionType !== null;
  const saysNo = burnedInAnnotation?.trim().toUpperCase() === 'NO';
  return captured || (imageType[1]?.trim().toUpperCase() === 'SECONDARY' && !saysNo);
}

/** What a header says of a scan, cautiously: a word that may mean a head counts. */
export function flagsOfHeader(header: FlagHeader): readonly PrivacyFlag[] {
  return [...(showsHead(header) ? (['HEAD_SCAN'] as const) : []), ...(mayShowText(header) ? (['BURNED_IN_ANNOTATION'] as const) : [])];
}

/** Whether the classes that a segmentation shows are those of a head. */
export const showsHeadClass = (regions: readonly string[]): boolean => regions.some((region) => HEAD_CLASSES.has(region));

/** What operators may want done with flagged volumes. */
export type PrivacyPolicy = 'FLAG' | 'REFUSE';

const MESSAGES: Readonly<Record<PrivacyFlag, string>> = {
  HEAD_SCAN: 'The scan shows a head, or says so: a face can be made visible from its voxels.',
  BURNED_IN_ANNOTATION: 'The images may have text burned into them; look at the slices before you share them.',
};

export const messageOfFlag = (flag: PrivacyFlag): string => MESSAGES[flag];
