import { Arg, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { UploadRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { payloadOf } from '../errors/payload.js';
import { found, parseId } from '../found.js';
import { CreateUploadInput } from './upload.input.js';
import { UploadType } from './upload.type.js';

const CompleteUploadPayload = payloadOf('completeUpload', { upload: { type: () => UploadType, description: 'How far it is: RECEIVED where its bytes are those announced, PENDING where none have come.' } });
const CreateUploadPayload = payloadOf('createUpload', {
  upload: { type: () => UploadType, description: 'What is awaited.' },
  url: { type: () => String, description: 'Where to PUT the bytes, once, without a token: the API, or the object store itself.' },
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
    const { upload, secret, presigned } = await context.services.uploads.create(context.team, {
      format: input.format,
      bytes: input.bytes ?? null,
      sha256: input.sha256 ?? null,
    });
    return { upload, url: presigned ?? `${context.publicUrl}/uploads/${secret}` };
  }

  @Authorized('WRITE')
  @Mutation(() => CompleteUploadPayload, {
    description: 'Checks what was sent to the address of an upload and counts it as received. Whatever uses an upload does so too: this tells sooner what is wrong with it. Fails with UPLOAD_MISMATCH, FILE_TOO_LARGE, UPLOAD_EXPIRED.',
  })
  async completeUpload(@Arg('id', () => ID, { description: 'The upload.' }) id: string, @Ctx() context: ApiContext): Promise<{ upload: UploadRecord }> {
    const upload = await found(context.team.uploads.get(parseId('Upload', id)), 'Upload', id);
    return { upload: await context.services.uploads.settle(context.team, upload) };
  }
}
