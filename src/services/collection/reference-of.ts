import type { RecipeId } from '../../domain/ids.js';
import { isId } from '../../domain/ids.js';
import type { ObjectReference } from '../ports/object-references.js';

/** A stream whose end was not reached yet, or never will be: no row ever names it. */
export type KeyReference = ObjectReference | { readonly kind: 'INCOMING' };

const SHA256 = /^[0-9a-f]{64}$/u;
const ENDINGS = /\.(nii\.gz|npy|json|onnx)$/u;

function ofVolume(volumeId: string, [folder, name = '', ...deeper]: readonly string[]): KeyReference | null {
  if (!isId('Volume', volumeId) || folder === undefined) return null;
  const stem = name.replace(ENDINGS, '');
  if (folder === 'segmentations' && deeper.length === 0 && isId('Segmentation', stem)) return { kind: 'LABELS', volumeId, segmentationId: stem };
  if (folder === 'embeddings' && isId('Recipe', stem)) return { kind: 'EMBEDDINGS', volumeId, recipeId: stem satisfies RecipeId };
  return { kind: 'VOLUME', volumeId };
}

/** What keeps the object under a key of a team; null for a key of no known kind, which is kept always. */
export function referenceOf(key: string): KeyReference | null {
  const [, , folder, name = '', ...rest] = key.split('/');
  switch (folder) {
    case 'volumes':
      return ofVolume(name, rest);
    case 'queries':
      return isId('QueryVolume', name) ? { kind: 'QUERY_VOLUME', queryVolumeId: name } : null;
    case 'models': {
      const modelId = name.replace(ENDINGS, '');
      return isId('Model', modelId) ? { kind: 'MODEL', modelId } : null;
    }
    case 'reductions': {
      const hash = name.replace(ENDINGS, '');
      return SHA256.test(hash) ? { kind: 'REDUCTION', hash } : null;
    }
    case 'uploads':
      return isId('Upload', name) ? { kind: 'UPLOAD', uploadId: name } : null;
    case 'incoming':
      return isId('Upload', name) ? { kind: 'UPLOAD', uploadId: name } : { kind: 'INCOMING' };
    case 'runs':
      if (!isId('RetrievalRun', name)) return null;
      return { kind: rest[0] === 'pages' ? 'RUN_PAGE' : 'RUN', runId: name };
    case undefined:
    default:
      return null;
  }
}
