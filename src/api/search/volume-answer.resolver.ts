import { Args, FieldResolver, Resolver, Root } from 'type-graphql';
import { predictLabel } from '../../services/search/predict-label.js';
import { toLabelTarget } from '../retrieval-config/label-target.input.js';
import { PredictionArgs } from './evidence.args.js';
import { LabelPredictionType } from './evidence.type.js';
import type { LabelsOfVolumes, Ranked } from './ranked-volume.js';
import { VolumeSearchAnswerType } from './search.type.js';

@Resolver(() => VolumeSearchAnswerType)
export class VolumeAnswerResolver {
  @FieldResolver(() => LabelPredictionType, { nullable: true, description: 'What the volumes found foretell of a label of the query, such as a flag or a stage. Null where none has it. Fails with INVALID_INPUT for a value outside the declared order.' })
  async prediction(@Root() { volumes, labels }: { readonly volumes: readonly Ranked[]; readonly labels: LabelsOfVolumes }, @Args(() => PredictionArgs) { label, neighbours }: PredictionArgs): Promise<LabelPredictionType | null> {
    return predictLabel(toLabelTarget(label), volumes.map(({ volumeId }) => volumeId), await labels(), neighbours);
  }
}
