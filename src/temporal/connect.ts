import { Client, Connection, type ConnectionOptions, isGrpcServiceError } from '@temporalio/client';
import { dataConverter } from './data-converter';
import { type CallPatience, LASTING, lastingCalls } from './lasting-calls';

/** How Temporal is reached. */
export interface TemporalTarget {
  /** `host:port`, for messages. */
  address: string;
  namespace: string;
  connectionOptions: ConnectionOptions;
  /** The first encrypts payloads, all decrypt; none: payloads are plain. */
  payloadKeys?: readonly string[];
}

/** A server that is up answers within milliseconds; one that is just starting may need seconds. */
const CONNECT_TIMEOUT_MS = 5_000;

/** gRPC's own pauses between two tries to reach a server grow to two minutes: that long it would seem down after it is back. */
const LONGEST_RECONNECT_PAUSE_MS = 5_000;

const REFUSED_CREDENTIALS = new Set([7, 16]);
const NOT_FOUND = 5;

export class TemporalUnreachable extends Error {
  override readonly name = 'TemporalUnreachable';
  readonly remedy: string;

  constructor(address: string, why: string) {
    super(`Temporal does not answer at ${address} (${why})`);
    this.remedy = 'Start the stack with `annoloop up`, or set TEMPORAL_ADDRESS to where it runs.';
  }
}

export class TemporalRefused extends Error {
  override readonly name = 'TemporalRefused';

  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

/**
 * A client whose server, credentials and namespace are proven. Close its connection when done.
 * @param patience of each later call while Temporal cannot be reached, or is silent
 * @throws TemporalUnreachable, TemporalRefused
 */
export async function connectTemporal(
  { address, namespace, connectionOptions, payloadKeys = [] }: TemporalTarget,
  patience: CallPatience = LASTING,
): Promise<Client> {
  let connection: Connection;
  try {
    connection = await Connection.connect({
      ...connectionOptions,
      connectTimeout: CONNECT_TIMEOUT_MS,
      channelArgs: { ...connectionOptions.channelArgs, 'grpc.max_reconnect_backoff_ms': LONGEST_RECONNECT_PAUSE_MS },
      interceptors: lastingCalls(patience),
    });
  } catch (error) {
    throw refused(error, address) ?? new TemporalUnreachable(address, reasonOf(error));
  }
  try {
    await connection.withDeadline(Date.now() + CONNECT_TIMEOUT_MS, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
    return new Client({ connection, namespace, dataConverter: dataConverter(payloadKeys) });
  } catch (error) {
    await connection.close();
    if (isGrpcServiceError(error) && error.code === NOT_FOUND) {
      throw new TemporalRefused(
        `Temporal at ${address} has no namespace '${namespace}'`,
        `Set TEMPORAL_NAMESPACE, or make it: temporal operator namespace create --namespace ${namespace}`,
      );
    }
    throw refused(error, address) ?? new TemporalUnreachable(address, reasonOf(error));
  }
}

function refused(error: unknown, address: string): TemporalRefused | null {
  if (!isGrpcServiceError(error) || !REFUSED_CREDENTIALS.has(error.code)) return null;
  return new TemporalRefused(
    `Temporal at ${address} refused the credentials: ${error.details}`,
    'Set TEMPORAL_API_KEY or the TEMPORAL_TLS_* variables to those of the namespace.',
  );
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
