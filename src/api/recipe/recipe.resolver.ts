import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { baseOf } from '../../services/embedding/derived/base-recipe.js';
import { putRecipe } from '../../services/embedding/derived/put-recipe.js';
import { deleteRecipe } from '../../services/embedding/delete-recipe.js';
import { croppedRecipe, makeRecipe, readRecipe } from '../../services/embedding/make-recipe.js';
import { encoderText } from '../../services/embedding/recipe-text.js';
import { parseModelEntry } from '../../services/models/model-entry.js';
import type { ModelRecord, RecipeRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { payloadOf } from '../errors/payload.js';
import { found, parseId } from '../found.js';
import { ModelType } from '../model/model.type.js';
import type { ConnectionValue } from '../pagination.js';
import { PageArgs, pageComplexity, toPageRequest, toRecordConnection } from '../pagination.js';
import { CreateRecipeInput, toRecipeOptions } from './recipe.input.js';
import { RecipeConnectionType, RecipeType } from './recipe.type.js';

const CreateRecipePayload = payloadOf('createRecipe', { recipe: { type: () => RecipeType, description: 'The recipe.' } });
const DeleteRecipePayload = payloadOf('deleteRecipe', { deletedId: { type: () => ID, description: 'The id that is free now.' } });

@Resolver(() => RecipeType)
export class RecipeResolver {
  @Authorized('READ')
  @Query(() => RecipeType, { nullable: true, description: 'One recipe. Fails with NOT_FOUND.' })
  recipe(@Arg('id', () => ID, { description: 'Its id.' }) id: string, @Ctx() context: ApiContext): Promise<RecipeRecord> {
    return found(context.loaders.recipes.load(parseId('Recipe', id)), 'Recipe', id);
  }

  @Authorized('READ')
  @Query(() => RecipeConnectionType, { description: 'The team’s recipes.', complexity: pageComplexity })
  async recipes(@Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<RecipeRecord>> {
    return toRecordConnection(await context.team.recipes.list(toPageRequest('Recipe', page)));
  }

  @Authorized('WRITE')
  @Mutation(() => CreateRecipePayload, { description: 'Makes a recipe; the same one again is the same recipe.' })
  async createRecipe(@Arg('input', () => CreateRecipeInput, { description: 'What shapes it.' }) input: CreateRecipeInput, @Ctx() context: ApiContext): Promise<{ recipe: RecipeRecord }> {
    const { team } = context;
    const model = await found(team.models.get(parseId('Model', input.modelId, 'input.modelId')), 'Model', input.modelId, 'input.modelId');
    const options = toRecipeOptions(input);
    if (options.reduction !== undefined) await found(team.snapshots.get(options.reduction.snapshotId), 'Snapshot', options.reduction.snapshotId, 'input.reduction.snapshotId');
    const whole = makeRecipe(parseModelEntry(model.entry), options, 'input.');
    const { recipe } = await putRecipe(team, input.crop === 'NONE' ? whole : croppedRecipe(whole, 'input.crop'));
    return { recipe };
  }

  @Authorized('WRITE')
  @Mutation(() => DeleteRecipePayload, { description: 'Deletes a recipe with its embeddings, and with what it reduces them by where no other recipe does. Recipes derived from it keep theirs. Refused with IN_USE while indexes, embedding jobs or uploaded queries use it, naming them.' })
  async deleteRecipe(@Arg('id', () => ID, { description: 'The recipe.' }) id: string, @Ctx() context: ApiContext): Promise<{ deletedId: string }> {
    const recipeId = parseId('Recipe', id);
    await found(context.team.recipes.get(recipeId), 'Recipe', id);
    await deleteRecipe(context.team, context.services.objects, recipeId);
    return { deletedId: id };
  }

  @FieldResolver(() => String, { description: 'How it is called beside other recipes: by its model, and by what sets it apart from the plain recipe of that.' })
  async name(@Root() recipe: RecipeRecord, @Ctx() context: ApiContext): Promise<string> {
    const model = await context.loaders.models.load(recipe.modelId);
    return encoderText(model?.name ?? recipe.modelId, recipe);
  }

  @FieldResolver(() => RecipeType, { nullable: true, description: 'The recipe from whose embeddings its own follow without running the model; null where the model gives them, and once that recipe was deleted.' })
  base(@Root() { body }: RecipeRecord, @Ctx() context: ApiContext): Promise<RecipeRecord | null> {
    const recipe = readRecipe(body);
    const base = recipe === null ? null : baseOf(recipe);
    return base === null ? Promise.resolve(null) : context.loaders.recipes.load(base.id);
  }

  @FieldResolver(() => ModelType, { nullable: true, description: 'Its model; null once that was deleted.' })
  model(@Root() recipe: RecipeRecord, @Ctx() context: ApiContext): Promise<ModelRecord | null> {
    return context.loaders.models.load(recipe.modelId);
  }
}
