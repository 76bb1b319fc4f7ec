import type { ParsedSections } from '../loop-file-schema';
import type { Report } from '../problem';
import { checkAnnotation } from './annotation';
import { checkClasses } from './classes';
import { checkDraws } from './draws';
import { checkEvaluationDraw } from './evaluation-draw';
import { checkNames } from './names';
import { checkNoisy } from './noisy';
import { checkPlaces } from './places';
import { checkRetraining } from './retraining';
import { checkSchedule } from './schedule';

/** Everything that needs two keys at once. Each looks only at sections that could be read. */
export function checkBetweenSections(sections: ParsedSections, report: Report): void {
  checkNames(sections, report);
  checkClasses(sections, report);
  checkSchedule(sections, report);
  checkDraws(sections, report);
  checkEvaluationDraw(sections, report);
  checkAnnotation(sections, report);
  checkPlaces(sections, report);
  checkNoisy(sections, report);
  checkRetraining(sections, report);
}
