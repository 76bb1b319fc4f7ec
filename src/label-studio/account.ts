import { z } from 'zod';
import type { Http } from './http';
import type { LabelStudio } from './port';

const who = z.object({ id: z.number().int(), email: z.string() });
const version = z.object({ release: z.string() });

export function createAccount(http: Http): Pick<LabelStudio, 'whoAmI'> {
  return {
    async whoAmI(options) {
      const { id, email } = await http.send({
        method: 'GET',
        path: '/api/current-user/whoami',
        schema: who,
        signal: options?.signal,
      });
      const { release } = await http.send({
        method: 'GET',
        path: '/api/version',
        schema: version,
        signal: options?.signal,
      });
      return { userId: id, email, release };
    },
  };
}
