import type { Command } from 'commander';
import { registerRoundAbandon } from './round/abandon';
import { registerRoundCollect } from './round/collect';
import { registerRoundList } from './round/list';
import { registerRoundRetry } from './round/retry';
import { registerRoundShow } from './round/show';
import { registerRoundStart } from './round/start';

/** `annoloop round start|list|show|collect|abandon|retry` */
export function registerRound(program: Command): void {
  const round = program.command('round').description('the rounds of a loop');
  const commands = [
    registerRoundStart,
    registerRoundList,
    registerRoundShow,
    registerRoundCollect,
    registerRoundAbandon,
    registerRoundRetry,
  ];
  for (const register of commands) register(round);
}
