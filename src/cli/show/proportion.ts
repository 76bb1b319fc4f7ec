import type { Proportion } from '../../contracts/proportion';
import { describeHeadline } from '../../domain/headline';

/** A proportion with its interval and n: '73.0 % (63.6 to 80.7 %, n = 100)'. */
export const proportion = (of: Proportion): string => describeHeadline({ ...of, sufficient: true });
