import type { Command } from 'commander';
import { registerLoopDelete } from './loop/delete';
import { registerLoopList } from './loop/list';
import { registerLoopPause } from './loop/pause';
import { registerLoopResume } from './loop/resume';
import { registerLoopShow } from './loop/show';

/** `annoloop loop list|show|pause|resume|delete` */
export function registerLoop(program: Command): void {
  const loop = program.command('loop').description('the loops of a namespace and their Schedules');
  const commands = [registerLoopList, registerLoopShow, registerLoopPause, registerLoopResume, registerLoopDelete];
  for (const register of commands) register(loop);
}
