import { TEMPORAL, VERSITYGW } from '../pins';
import type { RunSteps, Step } from '../steps';
import { assertCanBuild, findGoTool, type GoTool, installGoTool } from './go-tool';
import { assertCanInstallLabelStudio, findLabelStudio, installLabelStudio } from './label-studio';
import { obtainTemplate } from './label-studio-template';
import type { ToolContext } from './tool-context';

/** Executables, by full path. */
export interface Tools {
  temporal: string;
  versitygw: string;
  labelStudio: string;
  /** A migrated, empty Label Studio database, where one could be made. */
  labelStudioTemplate: string | null;
}

const TEMPORAL_TOOL: GoTool = {
  ...TEMPORAL,
  title: 'Temporal',
  executable: 'temporal',
  variable: 'ANNOLOOP_TEMPORAL_CLI',
};
const VERSITYGW_TOOL: GoTool = {
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
  const found = {
    temporal: await findGoTool(TEMPORAL_TOOL, input),
    versitygw: await findGoTool(VERSITYGW_TOOL, input),
    labelStudio: await findLabelStudio(input),
  };
  if (!found.temporal) await assertCanBuild(TEMPORAL_TOOL, input);
  if (!found.versitygw) await assertCanBuild(VERSITYGW_TOOL, input);
  if (!found.labelStudio) await assertCanInstallLabelStudio(input);

  const tools: Tools = {
    temporal: found.temporal ?? '',
    versitygw: found.versitygw ?? '',
    labelStudio: found.labelStudio?.executable ?? '',
    labelStudioTemplate: null,
  };
  const steps: Step[] = [];
  if (!found.temporal) {
    steps.push({
      title: 'Building Temporal',
      run: async (say) => {
        tools.temporal = await installGoTool(TEMPORAL_TOOL, { ...input, say });
      },
    });
  }
  if (!found.versitygw) {
    steps.push({
      title: 'Building versitygw',
      run: async (say) => {
        tools.versitygw = await installGoTool(VERSITYGW_TOOL, { ...input, say });
      },
    });
  }
  if (found.labelStudio?.pinned !== false) {
    steps.push({
      title: found.labelStudio ? 'Looking for Label Studio’s empty database' : 'Installing Label Studio',
      run: async (say) => {
        tools.labelStudio ||= await installLabelStudio({ ...input, say });
        tools.labelStudioTemplate = await obtainTemplate(tools.labelStudio, { ...input, say });
      },
    });
  }
  await input.runSteps(steps);
  return tools;
}
