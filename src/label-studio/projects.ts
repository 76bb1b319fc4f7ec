import { z } from 'zod';
import { LabelStudioNotFound, LabelStudioRefused } from './errors';
import { type Http, nothing } from './http';
import type { LabelStudio, Project } from './port';

const FIELDS = 'id,title,description,label_config,maximum_annotations,show_collab_predictions,skip_queue,task_number';

const project = z
  .object({
    id: z.number().int(),
    title: z.string(),
    description: z.string().nullable(),
    label_config: z.string().nullable(),
    maximum_annotations: z.number().int(),
    show_collab_predictions: z.boolean(),
    skip_queue: z.string().nullable(),
    // Null in the answer to a creation.
    task_number: z.number().int().nullable(),
  })
  .transform(
    (found): Project => ({
      id: found.id,
      title: found.title,
      description: found.description ?? '',
      labelConfig: found.label_config ?? '',
      maximumAnnotations: found.maximum_annotations,
      showCollabPredictions: found.show_collab_predictions,
      skipQueue: found.skip_queue ?? '',
      tasks: found.task_number ?? 0,
    }),
  );

const page = z.object({ next: z.string().nullable(), results: z.array(project) });

/** All projects that a team has, in one page nearly always. */
const PAGE = 1000;

type Projects = Pick<
  LabelStudio,
  'findProjects' | 'getProject' | 'createProject' | 'updateProject' | 'validateLabelConfig'
>;

export function createProjects(http: Http): Projects {
  return {
    async findProjects(marker, options) {
      const found: Project[] = [];
      for (let number = 1; ; number += 1) {
        const query = { include: FIELDS, page_size: PAGE, page: number };
        const { results, next } = await http.send({
          method: 'GET',
          path: '/api/projects',
          query,
          schema: page,
          signal: options?.signal,
        });
        found.push(...results.filter(({ description }) => description.split(/\r?\n/).includes(marker)));
        if (next === null) return found.sort((a, b) => a.id - b.id);
      }
    },
    async getProject(id, options) {
      return nullWhenMissing(
        http.send({ method: 'GET', path: `/api/projects/${id}/`, schema: project, signal: options?.signal }),
      );
    },
    createProject: (settings, options) =>
      http.send({ method: 'POST', path: '/api/projects', body: settings, schema: project, signal: options?.signal }),
    updateProject: (id, settings, options) =>
      http.send({
        method: 'PATCH',
        path: `/api/projects/${id}/`,
        body: settings,
        schema: project,
        signal: options?.signal,
      }),
    async validateLabelConfig(xml, options) {
      const body = { label_config: xml };
      try {
        await http.send({
          method: 'POST',
          path: '/api/projects/validate/',
          body,
          schema: nothing,
          signal: options?.signal,
        });
        return null;
      } catch (error) {
        if (error instanceof LabelStudioRefused) return error.objections.join('; ');
        throw error;
      }
    },
  };
}

export async function projectExists(http: Http, id: number, signal?: AbortSignal): Promise<boolean> {
  const call = { method: 'GET', path: `/api/projects/${id}/`, schema: project, signal } as const;
  return (await nullWhenMissing(http.send(call))) !== null;
}

async function nullWhenMissing<T>(sent: Promise<T>): Promise<T | null> {
  try {
    return await sent;
  } catch (error) {
    if (error instanceof LabelStudioNotFound) return null;
    throw error;
  }
}
