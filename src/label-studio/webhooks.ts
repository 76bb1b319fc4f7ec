import { z } from 'zod';
import { LabelStudioNotFound } from './errors';
import { type Http, nothing } from './http';
import type { LabelStudio, Webhook } from './port';

/** What changes the count of answers. */
const ACTIONS = [
  'ANNOTATION_CREATED',
  'ANNOTATIONS_CREATED',
  'ANNOTATION_UPDATED',
  'ANNOTATIONS_DELETED',
  'TASKS_DELETED',
];

const webhook = z
  .object({
    id: z.number().int(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    is_active: z.boolean(),
    send_payload: z.boolean(),
    send_for_all_actions: z.boolean(),
    actions: z.array(z.string()),
  })
  .transform(
    ({ id, url, headers, ...sent }): Webhook => ({
      id,
      url,
      headers,
      listens:
        sent.is_active &&
        sent.send_payload &&
        (sent.send_for_all_actions || ACTIONS.every((action) => sent.actions.includes(action))),
    }),
  );

/** A PATCH without `actions` clears them and the hook goes silent: everything is sent every time. */
const settings = (url: string, headers: Record<string, string>) => ({
  url,
  headers,
  // The server counts by itself; of the envelope it needs the project's id alone, which the payload carries.
  send_payload: true,
  send_for_all_actions: false,
  actions: ACTIONS,
  is_active: true,
});

export function createWebhooks(
  http: Http,
): Pick<LabelStudio, 'listWebhooks' | 'createWebhook' | 'updateWebhook' | 'deleteWebhook'> {
  return {
    listWebhooks: (project, options) =>
      http.send({
        method: 'GET',
        path: '/api/webhooks/',
        query: { project },
        schema: z.array(webhook),
        signal: options?.signal,
      }),
    createWebhook: (project, url, headers, options) =>
      http.send({
        method: 'POST',
        path: '/api/webhooks/',
        body: { project, ...settings(url, headers) },
        schema: webhook,
        signal: options?.signal,
      }),
    async updateWebhook(project, id, url, headers, options) {
      const body = { project, ...settings(url, headers) };
      await http.send({
        method: 'PATCH',
        path: `/api/webhooks/${id}/`,
        body,
        schema: webhook,
        signal: options?.signal,
      });
    },
    async deleteWebhook(id, options) {
      const path = `/api/webhooks/${id}/`;
      try {
        await http.send({ method: 'DELETE', path, schema: nothing, signal: options?.signal });
      } catch (error) {
        if (!(error instanceof LabelStudioNotFound)) throw error;
      }
    },
  };
}
