import { classesOf } from '../../../domain/anatomy/labels.js';
import type { EvaluationTaxonomy, SourceTaxonomy } from '../../../domain/anatomy/taxonomy.js';
import { JUDGED_TAXONOMIES } from '../../evaluation/labelled-gallery.js';
import type { LabelledMember } from '../../evaluation/labelled-gallery.js';
import type { AnnotationRecord } from '../../ports/benchmark-findings.js';

/** Label maps of different standards meet in the classes that both can say something of; the others are named. */
export function annotationOf(queries: readonly LabelledMember[], gallery: readonly LabelledMember[]): AnnotationRecord {
  const standards = (members: readonly LabelledMember[]): readonly SourceTaxonomy[] => [...new Set(members.flatMap(({ source }) => source ?? []))].sort();
  const covered = (members: readonly LabelledMember[], taxonomy: EvaluationTaxonomy): ReadonlySet<string> => new Set(members.flatMap(({ judged }) => [...judged[taxonomy].covers]));
  return {
    queries: standards(queries),
    gallery: standards(gallery),
    unevaluable: JUDGED_TAXONOMIES.map((taxonomy) => {
      const [asked, searched] = [covered(queries, taxonomy), covered(gallery, taxonomy)];
      return { taxonomy, classes: classesOf(taxonomy).filter((region) => !asked.has(region) || !searched.has(region)) };
    }),
  };
}
