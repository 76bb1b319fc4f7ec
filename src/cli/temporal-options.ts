import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { readEnvironment } from '../config/environment';
import { connectTemporal } from '../temporal/connect';
import { COMMAND_CALLS } from './patience';

/** Flags that go before the TEMPORAL_* variables; they are the Temporal CLI's. */
export interface TemporalFlags {
  address?: string;
  namespace?: string;
  profile?: string;
  configFile?: string;
  apiKey?: string;
  tls?: boolean;
}

const VARIABLES: Record<keyof TemporalFlags, string> = {
  address: 'TEMPORAL_ADDRESS',
  namespace: 'TEMPORAL_NAMESPACE',
  profile: 'TEMPORAL_PROFILE',
  configFile: 'TEMPORAL_CONFIG_FILE',
  apiKey: 'TEMPORAL_API_KEY',
  tls: 'TEMPORAL_TLS',
};

/** Adds the connection flags to a command. */
export function withTemporalFlags(command: Command): Command {
  return command
    .option('--address <host:port>', "Temporal's address (also TEMPORAL_ADDRESS)")
    .option('--namespace <name>', 'its namespace (also TEMPORAL_NAMESPACE)')
    .option('--profile <name>', "a profile of Temporal's configuration file (also TEMPORAL_PROFILE)")
    .option('--config-file <file>', "Temporal's configuration file (also TEMPORAL_CONFIG_FILE)")
    .option('--api-key <key>', 'better set as TEMPORAL_API_KEY: other users see the arguments of processes')
    .option('--tls', 'connect with TLS (also TEMPORAL_TLS)')
    .option('--no-tls', 'connect without TLS');
}

/** The environment with what the flags say. */
export function environmentWith(
  flags: TemporalFlags,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string | undefined> {
  const said = (Object.keys(VARIABLES) as (keyof TemporalFlags)[]).filter((flag) => flags[flag] !== undefined);
  return { ...environment, ...Object.fromEntries(said.map((flag) => [VARIABLES[flag], String(flags[flag])])) };
}

/** @throws EnvironmentInvalid, TemporalUnreachable, TemporalRefused */
function openTemporal(flags: TemporalFlags): Promise<Client> {
  return connectTemporal(readEnvironment(environmentWith(flags), ['temporal']).temporal, COMMAND_CALLS);
}

/** Runs with a connection that is closed afterwards. */
export async function withTemporal<T>(flags: TemporalFlags, run: (client: Client) => Promise<T>): Promise<T> {
  const client = await openTemporal(flags);
  try {
    return await run(client);
  } finally {
    await client.connection.close();
  }
}
