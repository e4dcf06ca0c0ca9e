import { IsInt, Matches, Max, Min } from 'class-validator';
import { Field, Float, InputType } from 'type-graphql';
import type { UploadFormat } from '../../services/uploads/upload-formats.js';
import { UploadFormatEnum } from './upload.type.js';

@InputType({ description: 'A file to upload.' })
export class CreateUploadInput {
  @Field(() => UploadFormatEnum, { description: 'What the file is.' })
  format!: UploadFormat;

  @Field(() => Float, { nullable: true, description: 'How many bytes it has, ≥ 1; other counts are refused.' })
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  bytes?: number | null;

  @Field(() => String, { nullable: true, description: 'Its SHA-256, 64 lower-case hex digits; other bytes are refused.' })
  @Matches(/^[0-9a-f]{64}$/u)
  sha256?: string | null;
}
