import type { DataLayout } from './folders';
import { layTemplate } from './label-studio-template';
import { labelStudioPart } from './parts/label-studio';
import { temporalPart } from './parts/temporal';
import { type PartInput, preparePart } from './prepare-part';
import type { RunningParts } from './running-parts';
import { startObjectStore } from './start-object-store';
import type { RunSteps } from './steps';
import type { Tools } from './tools/obtain-tools';

interface ServersInput extends PartInput {
  parts: RunningParts;
  layout: DataLayout;
  tools: Tools;
  runSteps: RunSteps;
  signal: AbortSignal;
}

/** Starts Temporal, the object store and Label Studio side by side, each as the least user that can run it. */
export async function startServers(input: ServersInput): Promise<void> {
  const { parts, layout, tools, runSteps, signal } = input;
  await runSteps([
    {
      title: 'Temporal',
      run: async () => {
        const setting = await preparePart(input, tools.temporal, layout.temporal, 'Temporal');
        await parts.start(temporalPart(setting), signal);
      },
    },
    { title: 'Object storage (versitygw)', run: () => startObjectStore(input, tools.versitygw) },
    {
      title: 'Label Studio',
      run: async (say) => {
        const setting = await preparePart(input, tools.labelStudio, layout.labelStudio, 'Label Studio');
        if (!(await layTemplate(tools.labelStudioTemplate, setting))) say('migrating its database, some minutes');
        await parts.start(labelStudioPart(setting), signal);
      },
    },
  ]);
}
