import type { Command } from 'commander';
import { registerLoopDelete } from './loop/delete';
import { registerLoopList } from './loop/list';
import { registerLoopPause } from './loop/pause';
import { registerLoopResume } from './loop/resume';

/** `annoloop loop list|pause|resume|delete` */
export function registerLoop(program: Command): void {
  const loop = program.command('loop').description('the loops of a namespace and their Schedules');
  for (const register of [registerLoopList, registerLoopPause, registerLoopResume, registerLoopDelete]) register(loop);
}
