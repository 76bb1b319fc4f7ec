/**
 * Filters of Label Studio's data manager. Mind its traps: an unknown operator is silently taken for `equal`, a name
 * without the `filter:tasks:` prefix is ignored or answers 500, an instant without fraction answers 500.
 */
export interface Filter {
  filter: `filter:tasks:${string}`;
  operator: 'equal' | 'in_list' | 'greater' | 'greater_or_equal' | 'less' | 'empty';
  type: 'String' | 'List' | 'Number' | 'Datetime';
  value: string | number | boolean | readonly (string | number)[];
}

/** All must hold; lowest task id first, so that pages go on after the last id. */
export interface TaskQuery {
  filters: { conjunction: 'and'; items: Filter[] };
  ordering: ['tasks:id'];
}

export const all = (...items: Filter[]): TaskQuery => ({
  filters: { conjunction: 'and', items },
  ordering: ['tasks:id'],
});

/** Tasks of a round, by the round in their data. */
export const ofRound = (round: string): Filter => ({
  filter: 'filter:tasks:data.round',
  operator: 'equal',
  type: 'String',
  value: round,
});

export const ofItems = (itemIds: readonly string[]): Filter => ({
  filter: 'filter:tasks:data.item',
  operator: 'in_list',
  type: 'List',
  value: itemIds,
});

export const withIds = (taskIds: readonly number[]): Filter => ({
  filter: 'filter:tasks:id',
  operator: 'in_list',
  type: 'List',
  value: taskIds,
});

export const afterId = (taskId: number): Filter => ({
  filter: 'filter:tasks:id',
  operator: 'greater',
  type: 'Number',
  value: taskId,
});

/**
 * Tasks touched at or after an instant: an answer given, edited or deleted, a skip, the data changed. It moves with
 * every one of them; a deleted task is in no list.
 */
export const touchedSince = (instant: string): Filter => ({
  filter: 'filter:tasks:updated_at',
  operator: 'greater_or_equal',
  type: 'Datetime',
  // toISOString writes the fraction that Label Studio insists on.
  value: new Date(instant).toISOString(),
});

/** Tasks that are to be answered by more than so many different people. */
export const forMoreThan = (people: number): Filter => ({
  filter: 'filter:tasks:overlap',
  operator: 'greater',
  type: 'Number',
  value: people,
});

/** Of no round: what somebody imported who is not us. */
export const ofNoRound: Filter = {
  filter: 'filter:tasks:data.round',
  operator: 'empty',
  type: 'String',
  value: true,
};

export const withPredictions: Filter = {
  filter: 'filter:tasks:total_predictions',
  operator: 'greater',
  type: 'Number',
  value: 0,
};

/**
 * Nobody answered, and nobody skipped: by Label Studio's counts, which overlapping deletions of projects switch off, and
 * by the answers themselves.
 */
export const unanswered: readonly Filter[] = [
  ...(fewerAnswersThan(1)[0] ?? []),
  { filter: 'filter:tasks:annotators', operator: 'empty', type: 'List', value: true },
];

/**
 * Tasks with fewer than `annotators` answers, skips included. Label Studio counts answers and skips apart and cannot add
 * them up, so this is a list of filters that exclude one another: for each number of answers, fewer skips than are missing.
 */
export function fewerAnswersThan(annotators: number): Filter[][] {
  return Array.from({ length: annotators }, (_, answers): Filter[] => [
    { filter: 'filter:tasks:total_annotations', operator: 'equal', type: 'Number', value: answers },
    { filter: 'filter:tasks:cancelled_annotations', operator: 'less', type: 'Number', value: annotators - answers },
  ]);
}
