import type { Proportion } from '../../contracts/proportion';
import { describeHeadline } from '../../domain/headline';

/** A proportion with its interval and n: '73.0 % (63.6 to 80.7 %, n = 100)'. */
export const proportion = (of: Proportion): string => describeHeadline({ ...of, sufficient: true });

/** What the numbers of a list are of: none of them stands without it. */
export const ACCURACY_MEANS =
  "Accuracy: share of the objects of a round's window for which the model agrees with people's resolved labels, with its interval.";
