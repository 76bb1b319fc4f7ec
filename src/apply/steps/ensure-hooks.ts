import type { Projects } from '../../contracts/activities';
import type { LoopConfig } from '../../contracts/loop-config';
import type { LabelStudio } from '../../label-studio/port';
import type { Change, StepOptions } from '../change';
import type { ApplyDependencies } from '../dependencies';

/** Where Label Studio tells the server of answers to a loop's tasks. */
const hookUrl = (serverUrl: string, loop: string): string =>
  `${serverUrl}/hooks/label-studio/${encodeURIComponent(loop)}`;

/**
 * Gives both projects the hook that wakes waiting rounds. A hook of ours that points elsewhere (the server moved) or sends
 * another secret (keys were rotated) is mended. Label Studio takes a second one
 * with the same address: of those that two who apply at once have made, the first stays.
 */
export async function ensureHooks(
  labelStudio: LabelStudio,
  { name }: LoopConfig,
  projects: Projects | null,
  { serverUrl, hookHeaders }: Pick<ApplyDependencies, 'serverUrl' | 'hookHeaders'>,
  { dryRun }: StepOptions,
): Promise<Change[]> {
  const url = hookUrl(serverUrl, name);
  const headers = hookHeaders(name);
  const changes: Change[] = [];
  for (const purpose of ['evaluation', 'training'] as const) {
    const what = `Label Studio webhook of the ${purpose} project to ${url}`;
    const present = projects && ours(await labelStudio.listWebhooks(projects[purpose]), name, url);
    if (!present) {
      if (projects && !dryRun) {
        await labelStudio.createWebhook(projects[purpose], url, headers);
        await removeSecond(labelStudio, projects[purpose], url);
      }
      changes.push({ action: 'created', what });
    } else if (present.listens && present.url === url && sameHeaders(present.headers, headers)) {
      changes.push({ action: 'unchanged', what });
    } else {
      if (!dryRun) await labelStudio.updateWebhook(projects[purpose], present.id, url, headers);
      changes.push({ action: 'updated', what });
    }
  }
  return changes;
}

async function removeSecond(labelStudio: LabelStudio, project: number, url: string): Promise<void> {
  const same = (await labelStudio.listWebhooks(project)).filter((hook) => hook.url === url);
  const first = Math.min(...same.map(({ id }) => id));
  for (const { id } of same) if (id !== first) await labelStudio.deleteWebhook(id);
}

type Hook = Awaited<ReturnType<LabelStudio['listWebhooks']>>[number];

function ours(hooks: Hook[], loop: string, url: string): Hook | undefined {
  return hooks.find((hook) => hook.url === url) ?? hooks.find((hook) => hook.url.endsWith(hookUrl('', loop)));
}

const sameHeaders = (a: Record<string, string>, b: Record<string, string>): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(b).every(([name, value]) => a[name] === value);
