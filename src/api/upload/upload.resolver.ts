import { Arg, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { UploadRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { payloadOf } from '../errors/payload.js';
import { found, parseId } from '../found.js';
import { CreateUploadInput } from './upload.input.js';
import { UploadType } from './upload.type.js';

const CreateUploadPayload = payloadOf('createUpload', {
  upload: { type: () => UploadType, description: 'What is awaited.' },
  url: { type: () => String, description: 'Where to PUT the bytes, once, without a token.' },
});

@Resolver(() => UploadType)
export class UploadResolver {
  @Authorized('READ')
  @Query(() => UploadType, { nullable: true, description: 'One upload. Fails with NOT_FOUND.' })
  upload(@Arg('id', () => ID, { description: 'Its id.' }) id: string, @Ctx() context: ApiContext): Promise<UploadRecord> {
    return found(context.team.uploads.get(parseId('Upload', id)), 'Upload', id);
  }

  @Authorized('WRITE')
  @Mutation(() => CreateUploadPayload, { description: 'Gives an address that takes the bytes of one file, once, within an hour.' })
  async createUpload(
    @Arg('input', () => CreateUploadInput, { description: 'What will come.' }) input: CreateUploadInput,
    @Ctx() context: ApiContext,
  ): Promise<{ upload: UploadRecord; url: string }> {
    const { upload, secret } = await context.services.uploads.create(context.team, {
      format: input.format,
      bytes: input.bytes ?? null,
      sha256: input.sha256 ?? null,
    });
    return { upload, url: `${context.publicUrl}/uploads/${secret}` };
  }
}
