import { ApplyRefused } from '../apply/refusal';
import { LoopFileInvalid } from '../config/loop-file/loop-file-invalid';
import {
  LabelStudioCredentialsRefused,
  LabelStudioNotFound,
  LabelStudioRefused,
  LabelStudioUnavailable,
  LabelStudioUnexpected,
} from '../label-studio/errors';
import { ArtifactCorrupt } from '../ledger/errors';
import { ConditionInvalid } from '../ledger/table-export';
import { DatasetUnknown } from '../lineage/loop-items';
import { ClassesRefused } from '../loops/class-registry';
import { ConfigurationInvalid } from '../loops/configuration-invalid';
import { BucketMissing, CredentialsRefused, RequestRefused, StoreUnavailable } from '../object-store/errors';
import { TemporalRefused, TemporalUnreachable } from '../temporal/connect';
import { LOST_ADVICE, lostCall } from '../temporal/lost-call';
import { NotRunning, OperationRefused } from '../temporal/operate-round';
import { LoopUnknown } from '../temporal/schedules';
import { SearchAttributesMissing } from '../temporal/search-attributes';
import { RoundNotStarted } from '../temporal/start-round';
import { NoWorkerAnswered } from '../temporal/worker-deadline';
import { EXIT, type ExitCode } from './exit-codes';
import { CommandFailure } from './failure';

type ErrorClass = abstract new (...args: never[]) => Error;

/** The exit code of each error that libraries below the command line raise on purpose. */
const CODES: readonly (readonly [ErrorClass, ExitCode])[] = [
  [LoopFileInvalid, EXIT.invalid],
  [ConditionInvalid, EXIT.invalid],
  [DatasetUnknown, EXIT.notFound],
  [LoopUnknown, EXIT.notFound],
  [NotRunning, EXIT.notFound],
  [BucketMissing, EXIT.notFound],
  [TemporalUnreachable, EXIT.unreachable],
  [TemporalRefused, EXIT.unreachable],
  [StoreUnavailable, EXIT.unreachable],
  [CredentialsRefused, EXIT.unreachable],
  [LabelStudioUnavailable, EXIT.unreachable],
  [LabelStudioCredentialsRefused, EXIT.unreachable],
  [ApplyRefused, EXIT.refused],
  [ClassesRefused, EXIT.refused],
  [OperationRefused, EXIT.refused],
  [RoundNotStarted, EXIT.refused],
  [ConfigurationInvalid, EXIT.refused],
  [ArtifactCorrupt, EXIT.refused],
  [RequestRefused, EXIT.refused],
  [LabelStudioRefused, EXIT.refused],
  [LabelStudioNotFound, EXIT.notFound],
  [LabelStudioUnexpected, EXIT.unreachable],
  [SearchAttributesMissing, EXIT.refused],
  [NoWorkerAnswered, EXIT.noWorker],
];

/** Where an error advises nothing itself. */
const SEE_ALSO = 'What each exit code means: docs/cli.md.';

/**
 * An error as a person and a script can use it: what is wrong, what to do, and its exit code. What our errors advise stands
 * in `remedy`, or behind their last semicolon. Anything unexpected stays as it is.
 */
export function explained(error: unknown): unknown {
  const lost = lostCall(error);
  if (lost !== null && error instanceof Error) return failure(lost, LOST_ADVICE, EXIT.unreachable, error);
  const code = CODES.find(([kind]) => error instanceof kind)?.[1];
  if (code === undefined || !(error instanceof Error)) return error;
  if ('remedy' in error && typeof error.remedy === 'string') return failure(error.message, error.remedy, code, error);
  const end = error.message.includes('\n') ? -1 : error.message.lastIndexOf('; ');
  const advice = error.message.slice(end + 2);
  return end === -1
    ? failure(error.message, SEE_ALSO, code, error)
    : failure(error.message.slice(0, end), `${advice.charAt(0).toUpperCase()}${advice.slice(1)}`, code, error);
}

function failure(message: string, remedy: string, code: ExitCode, cause: Error): CommandFailure {
  return Object.assign(new CommandFailure(message, remedy, code), { cause, stack: cause.stack });
}
