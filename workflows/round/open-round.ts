import {
  allHandlersFinished,
  CancellationScope,
  condition,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { RoundScope } from '../../src/contracts/artifact';
import * as attributes from '../../src/contracts/search-attributes';
import type { RoundPhase, RoundStatus } from '../../src/contracts/status';
import { roundDetails } from '../current-details';
import { answersArrivedSignal, collectNowSignal, roundStatusQuery } from '../messages';
import { createParking, type Parking } from '../parking';
import type { RoundInput } from './round-input';

export interface OpenRound {
  readonly input: RoundInput;
  readonly scope: RoundScope;
  readonly status: Readonly<RoundStatus>;
  /** Makes a phase visible: in the status, the search attributes and the current details. */
  enter(phase: RoundPhase, facts?: Partial<RoundStatus>): void;
  readonly step: Parking['step'];
  unlessAbandoned<T>(run: () => Promise<T>): Promise<T>;
  /** How often somebody asked to look again, and whether an operator wants to go on with what there is. */
  wakeUps(): number;
  wantsToCollect(): boolean;
  /** Before continue-as-new: no handler may be open. */
  handlersFinished(): Promise<void>;
}

/** Registers every handler before the first await, and holds the round's visible state. */
export function openRound(input: RoundInput): OpenRound {
  const scope = { loop: input.loop, configRef: input.configRef, round: workflowInfo().workflowId };
  const status = initialStatus(scope);
  const body = new CancellationScope();
  let wakeUps = 0;
  let wantsToCollect = false;

  const show = (): void => {
    upsertSearchAttributes(visible(status));
    setCurrentDetails(roundDetails(status));
  };
  const parking = createParking({
    what: 'the round',
    mayAbandon: () => (status.phase === 'closed' ? 'the round is closed' : null),
    status,
    show,
    onAbandoned: () => body.cancel(),
  });
  setHandler(answersArrivedSignal, () => void wakeUps++, {
    description: 'Count the answers now instead of at the next poll. No payload.',
  });
  setHandler(
    collectNowSignal,
    () => {
      wantsToCollect = true;
      wakeUps++;
    },
    { description: 'Go on with the answers there are. Example: {"by":"ada"}' },
  );
  setHandler(roundStatusQuery, () => status, { description: 'Where the round stands, as JSON.' });

  return {
    input,
    scope,
    status,
    step: parking.step,
    wakeUps: () => wakeUps,
    wantsToCollect: () => wantsToCollect,
    handlersFinished: () => condition(allHandlersFinished),
    enter(phase, facts = {}) {
      Object.assign(status, facts, { phase });
      show();
    },
    async unlessAbandoned(run) {
      try {
        return await body.run(run);
      } catch (error) {
        throw parking.abandoned() ?? error;
      }
    },
  };
}

function initialStatus({ loop, round }: RoundScope): RoundStatus {
  return {
    loop,
    round,
    phase: 'claiming',
    window: null,
    draws: [],
    unusable: {},
    deadline: null,
    closesAt: null,
    answers: null,
    labels: null,
    filing: null,
    irregularities: [],
    headline: null,
    version: 0,
    blockage: null,
  };
}

function visible({
  loop,
  phase,
  window,
  headline,
}: RoundStatus): Parameters<typeof upsertSearchAttributes>[0] & object[] {
  const { value, lower, upper } = headline ?? { value: null, lower: null, upper: null };
  return [
    { key: attributes.LOOP_ATTRIBUTE, value: loop },
    { key: attributes.PHASE_ATTRIBUTE, value: phase },
    ...(window ? [{ key: attributes.WINDOW_START_ATTRIBUTE, value: new Date(window.start) }] : []),
    ...(value !== null ? [{ key: attributes.ACCURACY_ATTRIBUTE, value }] : []),
    ...(lower !== null && upper !== null ? [{ key: attributes.MARGIN_ATTRIBUTE, value: (upper - lower) / 2 }] : []),
  ];
}
