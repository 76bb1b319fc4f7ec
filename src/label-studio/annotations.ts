import { z } from 'zod';
import { ofRound, touchedSince } from './filters';
import type { Http } from './http';
import type { AnsweredTask, FoundAnnotation, LabelStudio } from './port';
import { imageIn, isOfRound, taskPages, taskRow } from './task-pages';

/** The choices control that holds the answer. */
const CONTROL = 'label';

/** 1,000 annotated tasks cost Label Studio 3 s in one page: the answer should begin well before a timeout. */
const PAGE = 500;

const user = z.union([z.number().int(), z.object({ id: z.number().int() })]).nullable();

const annotation = z.object({
  id: z.number().int(),
  completed_by: user,
  created_at: z.iso.datetime({ offset: true }),
  updated_at: z.iso.datetime({ offset: true }),
  was_cancelled: z.boolean(),
  lead_time: z.number().nullable(),
  parent_prediction: z.number().int().nullable(),
  // Label Studio stores whatever it is sent: what is no list of results is an empty answer.
  result: z.array(z.unknown()).nullable().catch(null),
});

const answeredTask = taskRow.extend({ annotations: z.array(annotation) });

const choicesResult = z.object({ from_name: z.literal(CONTROL), value: z.object({ choices: z.array(z.string()) }) });

export function createAnnotations(http: Http): Pick<LabelStudio, 'readAnswers'> {
  return {
    async readAnswers(project, round, options) {
      const { since, signal } = options ?? {};
      const filters = [ofRound(round), ...(since === undefined ? [] : [touchedSince(since)])];
      const include = 'annotations,completed_by,created_at,updated_at,was_cancelled,lead_time,parent_prediction,result';
      const tasks: AnsweredTask[] = [];
      let asOf: Date | null = null;
      const where = { project, include, proves: isOfRound(round), pageSize: PAGE, signal };
      for await (const { rows, at } of taskPages(http, answeredTask, filters, where)) {
        asOf ??= at;
        tasks.push(...rows.map(taskWithAnswers));
      }
      return { asOf: asOf ?? new Date(0), tasks };
    },
  };
}

const taskWithAnswers = ({ id, data, annotations }: z.infer<typeof answeredTask>): AnsweredTask => ({
  taskId: id,
  itemId: typeof data.item === 'string' ? data.item : null,
  image: imageIn(data),
  annotations: annotations.map(foundAnnotation),
});

const foundAnnotation = (found: z.infer<typeof annotation>): FoundAnnotation => ({
  annotationId: found.id,
  annotator: typeof found.completed_by === 'number' ? found.completed_by : (found.completed_by?.id ?? 0),
  createdAt: found.created_at,
  updatedAt: found.updated_at,
  skipped: found.was_cancelled,
  leadTimeSeconds: found.lead_time,
  choices: found.was_cancelled ? [] : (found.result ?? []).flatMap(choicesOf),
  otherControls: [...new Set((found.result ?? []).flatMap(otherControl))],
  fromPrediction: found.parent_prediction !== null,
});

function choicesOf(result: unknown): string[] {
  const parsed = choicesResult.safeParse(result);
  return parsed.success ? parsed.data.value.choices : [];
}

const ofAnyControl = z.object({ from_name: z.string() });

function otherControl(result: unknown): string[] {
  const { data } = ofAnyControl.safeParse(result);
  return data === undefined || data.from_name === CONTROL ? [] : [data.from_name];
}
