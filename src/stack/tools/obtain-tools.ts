import { LABEL_STUDIO, TEMPORAL, VERSITYGW } from '../pins';
import type { RunSteps, Step } from '../steps';
import { assertCanBuild, findGoTool, type GoTool, installGoTool } from './go-tool';
import { assertCanInstallLabelStudio, findLabelStudio, installLabelStudio } from './label-studio';
import { findTemplate, obtainTemplate } from './label-studio-template';
import type { ToolContext } from './tool-context';

/** Executables, by full path. */
export interface Tools {
  temporal: string;
  versitygw: string;
  labelStudio: string;
  /** A migrated, empty Label Studio database, where one could be made. */
  labelStudioTemplate: string | null;
}

export const TEMPORAL_TOOL: GoTool = {
  ...TEMPORAL,
  title: 'Temporal',
  executable: 'temporal',
  variable: 'ANNOLOOP_TEMPORAL_CLI',
};
export const VERSITYGW_TOOL: GoTool = {
  ...VERSITYGW,
  title: 'versitygw',
  executable: 'versitygw',
  variable: 'ANNOLOOP_VERSITYGW',
};

/**
 * Finds the three servers, and installs side by side those that are missing. All that could be in the way (Go, Python,
 * a full disk) is looked at before the first installation begins.
 * @throws StackError
 */
export async function obtainTools(input: Omit<ToolContext, 'say'> & { runSteps: RunSteps }): Promise<Tools> {
  const labelStudio = await findLabelStudio(input);
  const tools = {
    temporal: await findGoTool(TEMPORAL_TOOL, input),
    versitygw: await findGoTool(VERSITYGW_TOOL, input),
    labelStudio: labelStudio?.executable ?? null,
    // made by the pinned version: no other may start on it
    labelStudioTemplate: labelStudio?.pinned === false ? null : await findTemplate(input.cache),
  };
  const steps: Step[] = [];
  for (const [name, tool] of [['temporal', TEMPORAL_TOOL] as const, ['versitygw', VERSITYGW_TOOL] as const]) {
    if (tools[name]) continue;
    await assertCanBuild(tool, input);
    const run: Step['run'] = async (say) => {
      tools[name] = await installGoTool(tool, { ...input, say });
    };
    steps.push({ title: `Building ${tool.title} ${tool.version}`, run });
  }
  if (!labelStudio) await assertCanInstallLabelStudio(input);
  if (!labelStudio || (labelStudio.pinned && !tools.labelStudioTemplate)) {
    const run: Step['run'] = async (say) => {
      tools.labelStudio ??= await installLabelStudio({ ...input, say });
      tools.labelStudioTemplate = await obtainTemplate(tools.labelStudio, { ...input, say });
    };
    steps.push({ title: `Installing Label Studio ${LABEL_STUDIO.version}`, run });
  }
  await input.runSteps(steps);
  return {
    ...tools,
    temporal: installed(tools.temporal),
    versitygw: installed(tools.versitygw),
    labelStudio: installed(tools.labelStudio),
  };
}

function installed(path: string | null): string {
  if (path === null) throw new Error('An installation step ended without installing anything');
  return path;
}
