import { z } from 'zod';
import { LabelStudioRefused, LabelStudioUnexpected } from './errors';
import type { Http } from './http';
import type { LabelStudio } from './port';

export function createMlBackends(http: Http): Pick<LabelStudio, 'trainMlBackend'> {
  return {
    async trainMlBackend(backendId, options) {
      const path = `/api/ml/${backendId}/train`;
      try {
        await http.send({ method: 'POST', path, body: {}, schema: z.unknown(), signal: options?.signal });
      } catch (error) {
        // This route answers HTML for an id that it does not know.
        if (!(error instanceof LabelStudioUnexpected && error.code === 404)) throw error;
        const place = { request: `POST ${path}`, code: 404 };
        throw new LabelStudioRefused(
          place,
          [`it has no ML backend ${backendId}`],
          'correct backendId in the loop file',
        );
      }
    },
  };
}
