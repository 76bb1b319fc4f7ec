import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

export const ROOT = join(__dirname, '..', '..');

export interface Service {
  image: string;
  build?: string;
  command?: string[];
  depends_on?: Record<string, { condition: string }>;
  environment?: Record<string, string>;
  healthcheck?: { test: string[] };
  networks: string[];
  ports?: string[];
  profiles?: string[];
  restart?: string;
  volumes?: string[];
}

export interface ComposeFile {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
  configs: Record<string, { content: string }>;
}

export const composeText = (): string => readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');

/** The file with its merge keys carried out, as Compose does; variables are left as they are written. */
export const composeFile = (): ComposeFile => parse(composeText(), { merge: true }) as ComposeFile;

/** `${NAME:?what to do}`, the only way in which the file takes variables. */
const VARIABLE = /\$\{([A-Z0-9_]+):\?([^}]*)\}/g;

/** The variables that a text takes, with what is said where one is not set. */
export const variablesIn = (text: string): { name: string; advice: string }[] =>
  [...text.matchAll(VARIABLE)].map(([, name = '', advice = '']) => ({ name, advice }));

/** What Compose makes of a text. @throws Error where a variable is not set */
export function interpolate(text: string, variables: Readonly<Record<string, string>>): string {
  return text
    .replace(VARIABLE, (_, name: string) => {
      const value = variables[name];
      if (!value) throw new Error(`${name} is not set`);
      return value;
    })
    .replaceAll('$$', '$');
}

/** What `npm run env` writes, as Compose reads it. */
export function freshEnvironment(): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'annoloop-env-'));
  try {
    const file = join(folder, '.env');
    execFileSync(process.execPath, [join(ROOT, 'scripts', 'compose-env.mjs'), file]);
    const lines = readFileSync(file, 'utf8').split('\n');
    const entries = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(/=(.*)/s));
    return Object.fromEntries(entries.map(([name, value]) => [name ?? '', value ?? '']));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
