import { DATA_QUEUE, LABEL_STUDIO_QUEUE, MAIN_QUEUE } from '../../../contracts/task-queues';
import { formatDuration } from '../../durations';
import type { ParsedSections } from '../loop-file-schema';
import type { Report } from '../problem';
import { hasUrlCredentials } from '../secrets';

/** One rule, and a trigger that can be reached. */
export function checkRetraining({ retraining }: ParsedSections, report: Report): void {
  if (retraining === undefined) return;
  const { when, trigger } = retraining;
  if (when !== 'always') {
    const rules = [when.newLabels, when.accuracyBelow].filter((rule) => rule !== undefined).length;
    if (rules !== 1) {
      report(
        ['retraining', 'when'],
        `\`when\` has ${rules === 0 ? 'no rule' : 'two rules'}, and one decides`,
        'write { newLabels: 100 }, { accuracyBelow: 0.85 } or always',
      );
    }
  }
  if (trigger.kind === 'activity') {
    if ([MAIN_QUEUE, DATA_QUEUE, LABEL_STUDIO_QUEUE].includes(trigger.taskQueue)) {
      report(
        ['retraining', 'trigger', 'taskQueue'],
        `'${trigger.taskQueue}' is a task queue of Annoloop's own workers, which cannot train`,
        "write the trainer's own, such as annoloop-training",
      );
    }
    if (trigger.heartbeat > trigger.timeout) {
      report(
        ['retraining', 'trigger', 'heartbeat'],
        `\`heartbeat\` (${formatDuration(trigger.heartbeat)}) is longer than the whole training may take (${formatDuration(trigger.timeout)})`,
        'write a shorter one',
      );
    }
  }
  if (trigger.kind === 'webhook') checkUrl(trigger.url, report);
}

function checkUrl(url: string, report: Report): void {
  const path = ['retraining', 'trigger', 'url'];
  // The address itself is not shown: it may hold what must not be.
  if (hasUrlCredentials(url)) {
    report(
      path,
      'the address holds credentials',
      'take them out: requests are signed with ANNOLOOP_TRAINER_SECRET, see docs/environment.md',
    );
  } else if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    report(path, 'the address is not an http or https URL', 'write an address such as https://trainer.example/train');
  } else if (new URL(url).hash !== '') {
    report(path, 'the address ends in a fragment (#…), which is never sent', 'take it out');
  }
}
