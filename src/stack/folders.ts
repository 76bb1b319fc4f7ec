import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where databases, objects, secrets and logs of the stack live; survives restarts. */
export function dataFolder(environment: Environment, uid: number | undefined): string {
  if (environment.ANNOLOOP_DATA_DIR?.trim()) return resolve(environment.ANNOLOOP_DATA_DIR);
  if (uid === 0) return '/var/lib/annoloop';
  return join(environment.XDG_DATA_HOME?.trim() || join(homedir(), '.local', 'share'), 'annoloop');
}

/** What lies where in the data folder. */
export function dataLayout(data: string) {
  return {
    root: data,
    state: join(data, 'stack.json'),
    lock: join(data, 'stack.lock'),
    secrets: join(data, 'secrets.json'),
    /** The variables that reach the running stack, for other terminals; there while it runs. */
    environment: join(data, 'stack.env'),
    logs: join(data, 'logs'),
    temporal: join(data, 'temporal'),
    objects: join(data, 'objects'),
    labelStudio: join(data, 'label-studio'),
    worker: join(data, 'worker'),
    server: join(data, 'server'),
  };
}

export type DataLayout = ReturnType<typeof dataLayout>;
