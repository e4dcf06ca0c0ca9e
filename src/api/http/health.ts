import type { RequestHandler } from 'express';

/** Says that the process serves; needs no part, so that an orchestrator does not restart it for another's outage. */
export const health: RequestHandler = (_request, response) => {
  response.json({ status: 'ok' });
};
