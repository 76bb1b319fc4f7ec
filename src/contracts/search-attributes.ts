import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** The loop's name. */
export const LOOP_ATTRIBUTE = defineSearchAttributeKey('AnnoloopLoop', SearchAttributeType.KEYWORD);
/** The round's or gate's phase. */
export const PHASE_ATTRIBUTE = defineSearchAttributeKey('AnnoloopPhase', SearchAttributeType.KEYWORD);
/** Start of the round's window: rounds are ordered by it, never by id. */
export const WINDOW_START_ATTRIBUTE = defineSearchAttributeKey('AnnoloopWindowStart', SearchAttributeType.DATETIME);
/** The round's accuracy estimate, 0..1. */
export const ACCURACY_ATTRIBUTE = defineSearchAttributeKey('AnnoloopAccuracy', SearchAttributeType.DOUBLE);
/** Half the width of the estimate's interval. */
export const MARGIN_ATTRIBUTE = defineSearchAttributeKey('AnnoloopMargin', SearchAttributeType.DOUBLE);

/** All of them: an unregistered one would silently stall a workflow, so the worker refuses to start without. */
export const SEARCH_ATTRIBUTES = [
  LOOP_ATTRIBUTE,
  PHASE_ATTRIBUTE,
  WINDOW_START_ATTRIBUTE,
  ACCURACY_ATTRIBUTE,
  MARGIN_ATTRIBUTE,
] as const;
