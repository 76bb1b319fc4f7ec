/** Workflow and schedule ids: business keys, built here and taken apart here. */

const ROUND = /^(.+)-round-(.+)$/;
const GATE = /^(.+)-retraining$/;

/** Id that the Schedule gives its action; Temporal appends `-2026-11-21T02:05:29Z`. */
export const roundIdPrefix = (loop: string): string => `${loop}-round`;

/** @param time ISO 8601 UTC on whole seconds */
export const roundId = (loop: string, time: string): string => `${roundIdPrefix(loop)}-${time}`;

/** The loop of a round, or null when this is no round's id. */
export const loopOfRound = (round: string): string | null =>
  // The gate of a loop that is called `x-round-y` is no round of `x`.
  GATE.test(round) ? null : (ROUND.exec(round)?.[1] ?? null);

/** Whether a text that strangers can write, as a tag, may be looked up as a round of this loop: keys are made of it. */
export const isRoundOf = (loop: string, text: string): boolean =>
  text.startsWith(`${roundIdPrefix(loop)}-`) && /^[A-Za-z0-9][\w:.-]*$/.test(text);

export const gateId = (loop: string): string => `${loop}-retraining`;

export const loopOfGate = (workflowId: string): string | null => GATE.exec(workflowId)?.[1] ?? null;

export const filingId = (round: string, version: number): string => `${round}-filing-v${version}`;

export const noisyFilingId = (round: string): string => `${round}-noisy`;

export const scheduleId = (loop: string): string => `annoloop-${loop}`;

/** Activity id of a training request, so that a trainer's callback finds it. */
export const trainingActivityId = (digest: string): string => `training-${digest.slice(0, 16)}`;
