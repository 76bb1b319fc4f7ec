import { proxyActivities } from '@temporalio/workflow';
import type { DataActivities, LabelStudioActivities, MainActivities } from '../src/contracts/activities';
import * as options from './activity-options';

/** The activities by what bounds and retries them; every option has its reason in `activity-options.ts`. */
export const light = proxyActivities<MainActivities>(options.light);
export const census = proxyActivities<DataActivities>(options.census);
export const data = proxyActivities<DataActivities>(options.data);
export const labelStudio = proxyActivities<LabelStudioActivities>(options.labelStudio);
export const waiting = proxyActivities<LabelStudioActivities>(options.waiting);
