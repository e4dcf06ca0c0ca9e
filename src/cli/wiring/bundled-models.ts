import type { ModelFiles } from '../../services/ports/model-files.js';
import type { OperatorCatalogue } from '../../services/ports/catalogue.js';
import { toModelRecord } from '../../services/models/model-service.js';

/** Makes the bundled encoders known to every team. */
export async function offerBundledModels(models: ModelFiles, operator: OperatorCatalogue): Promise<void> {
  for (const entry of await models.bundled()) await operator.putOperatorModel(toModelRecord(entry, null));
}
