import { z } from 'zod';
import type { Http } from './http';
import type { LabelStudio } from './port';

const who = z.object({ id: z.number().int(), email: z.string() });
/** A removed member, and a user who was made without an organization, is active in none. */
const active = z.number().int().nullable();
const whoActs = z.object({ active_organization: active });
const members = z.array(z.object({ id: z.number().int(), active_organization: active }));
const version = z.object({ release: z.string() });

export function createAccount(http: Http): Pick<LabelStudio, 'whoAmI' | 'listMembers'> {
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
    async listMembers(options) {
      const own = {
        method: 'GET',
        path: '/api/current-user/whoami',
        schema: whoActs,
        signal: options?.signal,
      } as const;
      const { active_organization: organization } = await http.send(own);
      const all = { method: 'GET', path: '/api/users', schema: members, signal: options?.signal } as const;
      const found = await http.send(all);
      return found.filter((user) => user.active_organization === organization).map(({ id }) => id);
    },
  };
}
