import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../src/config/cache-folder';
import { stackEnvironment } from '../../src/stack/environment';
import { dataLayout } from '../../src/stack/folders';
import { layTemplate } from '../../src/stack/label-studio-template';
import { labelStudioPart } from '../../src/stack/parts/label-studio';
import { settlePorts } from '../../src/stack/ports';
import { preparePart } from '../../src/stack/prepare-part';
import { findSetpriv } from '../../src/stack/privileges';
import { type RunningPart, signalGroup, startPart } from '../../src/stack/running-part';
import { readOrMakeSecrets } from '../../src/stack/secrets';
import { findLabelStudio } from '../../src/stack/tools/label-studio';
import { findTemplate } from '../../src/stack/tools/label-studio-template';

/** A Label Studio that one test has for itself: its projects may be deleted, its process killed, its database locked. */
export interface OwnLabelStudio {
  url: string;
  token: string;
  user: string;
  password: string;
  /** The variables that lead to it. */
  environment: Record<string, string>;
  executable: string;
  /** Its SQLite file. */
  database: string;
  /** What a person does, over its own API. @throws where it refuses */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Ends it as a crash does: at once, whatever it is doing. */
  kill(): Promise<void>;
  /** Starts it again on the same address and data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const ANY_PORTS = { temporal: 0, temporalUi: 0, objectStore: 0, labelStudio: 0, publicServer: 0, operators: 0 };

/**
 * The Label Studio that the stack of the tests has installed, on a database that is migrated already: up in some ten
 * seconds. @param database variables that give it another one, which it migrates for a minute or more
 */
export async function startOwnLabelStudio(database: Record<string, string> = {}): Promise<OwnLabelStudio> {
  const cache = cacheFolder(process.env, process.getuid?.());
  const tool = await findLabelStudio({ cache, environment: process.env });
  if (!tool) throw new Error('Label Studio is not installed, although the stack of the tests runs on it');
  const folder = await mkdtemp(join(tmpdir(), 'annoloop-people-'));
  const layout = dataLayout(folder);
  let running: RunningPart | null = null;
  const close = async (): Promise<void> => {
    await running?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    await chmod(folder, 0o711); // where we are root, it runs as somebody else
    const ports = await settlePorts(ANY_PORTS);
    const secrets = await readOrMakeSecrets(layout.secrets);
    const input = { ports, secrets, environment: process.env, warn: () => undefined };
    const setting = await preparePart(input, tool.executable, layout.labelStudio, 'Label Studio');
    await layTemplate(await findTemplate(cache), setting);
    const plan = labelStudioPart(setting);
    const start = async (): Promise<void> => {
      const environment = { ...plan.environment, ...database };
      running = await startPart({ ...plan, environment }, layout.logs, await findSetpriv(process.env.PATH ?? ''));
      await running.healthy(new AbortController().signal);
    };
    await start();
    const handed = stackEnvironment(ports, secrets);
    return {
      url: handed.LABEL_STUDIO_URL ?? '',
      token: secrets.labelStudioToken,
      user: secrets.labelStudioUser,
      password: secrets.labelStudioPassword,
      environment: Object.fromEntries(Object.entries(handed).filter(([name]) => name.startsWith('LABEL_STUDIO_'))),
      executable: tool.executable,
      database: join(setting.folder, 'label_studio.sqlite3'),
      async call(method, path, body) {
        const response = await fetch(handed.LABEL_STUDIO_URL + path, {
          method,
          headers: { authorization: `Token ${secrets.labelStudioToken}`, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
        return text === '' ? null : JSON.parse(text);
      },
      async kill() {
        if (running) signalGroup(running.identity.pid, 'SIGKILL');
        await running?.exited;
      },
      restart: start,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
