import type { RequestHandler } from 'express';
import type { Log } from '../../services/ports/log.js';
import type { UploadService } from '../../services/uploads/upload-service.js';
import { answerFailure } from './answer-failure.js';

/** `PUT /uploads/:secret`: the bytes of one file, streamed to the object store. */
export function uploadRoute(uploads: UploadService, log: Log): RequestHandler<{ secret: string }> {
  return async (request, response) => {
    const length = Number(request.headers['content-length']);
    try {
      const upload = await uploads.receive(request.params.secret, request, Number.isSafeInteger(length) ? length : null);
      response.status(201).json({ id: upload.id, state: upload.state, bytes: upload.bytes, sha256: upload.sha256 });
    } catch (error) {
      // What is still coming is not read: the connection ends with the answer.
      response.setHeader('connection', 'close');
      answerFailure(response, error, log);
    }
  };
}
