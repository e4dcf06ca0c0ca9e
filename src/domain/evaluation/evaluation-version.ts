import { RANKING_VERSION } from '../ranking/retrieval-config.js';

/** Raised by hand when the same ranked lists and labels would give other figures. */
export const EVALUATION_VERSION = 1;

/** What stands in a run's record: only figures of the same version are ranked together. */
export const FIGURES_VERSION = `ranking-${RANKING_VERSION}+evaluation-${EVALUATION_VERSION}`;
