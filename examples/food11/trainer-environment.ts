import { join } from 'node:path';
import { pythonWith } from '../../src/stack/tools/python-environment';
import type { ToolContext } from '../../src/stack/tools/tool-context';
import { trainerFolder } from './repository';

/** The Python that has the trainer's packages. @throws Error that says what to do; StackError where there is no Python */
export const trainerPython = (context: ToolContext): Promise<string> =>
  pythonWith(join(trainerFolder(), 'requirements.txt'), 'food11-trainer', context);
