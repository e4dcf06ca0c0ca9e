import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Precision } from '../../domain/evaluation/encoder-families.js';
import { statedOf } from '../../services/models/model-entry.js';
import type { ModelRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { payloadOf } from '../errors/payload.js';
import { found, parseId } from '../found.js';
import type { ConnectionValue } from '../pagination.js';
import { PageArgs, pageComplexity, toPageRequest, toRecordConnection } from '../pagination.js';
import { receivedUpload } from '../upload/received-upload.js';
import { ModelGraphType, toModelGraph } from './graph.type.js';
import { RegisterModelInput } from './model.input.js';
import { ModelConnectionType, ModelType } from './model.type.js';
import { PrecisionEnum, PretrainingType } from './pretraining.type.js';

const RegisterModelPayload = payloadOf('registerModel', { model: { type: () => ModelType, description: 'The model.' } });
const DeleteModelPayload = payloadOf('deleteModel', { deletedId: { type: () => ID, description: 'The id that is free now.' } });

@Resolver(() => ModelType)
export class ModelResolver {
  @Authorized('READ')
  @Query(() => ModelType, { nullable: true, description: 'One model. Fails with NOT_FOUND.' })
  model(@Arg('id', () => ID, { description: 'Its id.' }) id: string, @Ctx() context: ApiContext): Promise<ModelRecord> {
    return found(context.loaders.models.load(parseId('Model', id)), 'Model', id);
  }

  @Authorized('READ')
  @Query(() => ModelConnectionType, { description: 'The team’s models and those of the operator.', complexity: pageComplexity })
  async models(@Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<ModelRecord>> {
    return toRecordConnection(await context.team.models.list(toPageRequest('Model', page)));
  }

  @Authorized('WRITE')
  @Query(() => ModelGraphType, { description: 'What an uploaded encoder takes and gives, so that its entry can be written. Nothing is kept. Fails with MODEL_UNREADABLE or MODEL_EXTERNAL_DATA.', complexity: 500 })
  async modelGraph(@Arg('uploadId', () => ID, { description: 'The received upload of its ONNX file.' }) uploadId: string, @Ctx() context: ApiContext): Promise<ModelGraphType> {
    return toModelGraph(await context.services.models.preview(context.team, await receivedUpload(context, uploadId, 'uploadId', ['ONNX'])));
  }

  @Authorized('WRITE')
  @Mutation(() => RegisterModelPayload, {
    description: 'Registers an uploaded encoder, which is tried before it is taken. Refused with MODEL_INVALID, MODEL_CHANGED or CONFLICT, and with the code of what cannot work: MODEL_SHAPE_UNFIT, MODEL_OUT_OF_MEMORY and so on.',
  })
  async registerModel(@Arg('input', () => RegisterModelInput, { description: 'Which file, and what it is.' }) input: RegisterModelInput, @Ctx() context: ApiContext): Promise<{ model: ModelRecord }> {
    const upload = await receivedUpload(context, input.uploadId, 'input.uploadId', ['ONNX']);
    return { model: await context.services.models.register(context.team, { upload, entry: input.entry }) };
  }

  @Authorized('WRITE')
  @Mutation(() => DeleteModelPayload, { description: 'Deletes a model of the team. Refused with IN_USE while recipes use it, naming them, and with CONFLICT where it is the operator’s.' })
  async deleteModel(@Arg('id', () => ID, { description: 'The model.' }) id: string, @Ctx() context: ApiContext): Promise<{ deletedId: string }> {
    const modelId = parseId('Model', id);
    await found(context.team.models.get(modelId), 'Model', id);
    await context.services.models.delete(context.team, modelId);
    return { deletedId: id };
  }

  @FieldResolver(() => PretrainingType, { description: 'What it learned from, as stated when it was registered.' })
  pretrainedOn(@Root() model: ModelRecord): PretrainingType {
    return statedOf(model).pretraining;
  }

  @FieldResolver(() => PrecisionEnum, { description: 'Of its arithmetic.' })
  precision(@Root() model: ModelRecord): Precision {
    return statedOf(model).precision;
  }

  @FieldResolver(() => Boolean, { description: 'Whether it is the operator’s, and every team sees it.' })
  shared(@Root() model: ModelRecord): boolean {
    return model.teamId === null;
  }
}
