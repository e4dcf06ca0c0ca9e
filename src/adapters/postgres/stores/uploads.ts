import { and, eq } from 'drizzle-orm';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { UploadStore } from '../../../services/ports/catalogue.js';
import type { UploadRecord } from '../../../services/ports/records.js';
import { uploads } from '../schema/jobs.js';
import type { TeamSession } from '../session.js';

export function toUploadRecord({ teamId: _, secretHash: __, ...row }: typeof uploads.$inferSelect): UploadRecord {
  return row;
}

export function createUploadStore({ run, teamId }: TeamSession): UploadStore {
  return {
    insert: (upload, secretHash) =>
      run(async (tx) => {
        await tx.insert(uploads).values({ ...upload, teamId, secretHash });
      }),
    get: (id) =>
      run(async (tx) => {
        const [row] = await tx.select().from(uploads).where(eq(uploads.id, id));
        return row === undefined ? null : toUploadRecord(row);
      }),
    /** Throws UPLOAD_EXPIRED when bytes were received before: of two at once one wins. */
    markReceived: (id, bytes, sha256) =>
      run(async (tx) => {
        const received = await tx
          .update(uploads)
          .set({ state: 'RECEIVED', bytes, sha256 })
          .where(and(eq(uploads.id, id), eq(uploads.state, 'PENDING')))
          .returning({ id: uploads.id });
        if (received.length === 0) throw new VoxseekError('UPLOAD_EXPIRED', `The URL of the upload ${id} was used before. Create a new upload.`, { path: 'id' });
      }),
    /** False also when it has received nothing yet. */
    consume: (id) =>
      run(async (tx) => {
        const consumed = await tx
          .update(uploads)
          .set({ state: 'CONSUMED' })
          .where(and(eq(uploads.id, id), eq(uploads.state, 'RECEIVED')))
          .returning({ id: uploads.id });
        return consumed.length > 0;
      }),
    delete: (id) =>
      run(async (tx) => {
        await tx.delete(uploads).where(eq(uploads.id, id));
      }),
  };
}
