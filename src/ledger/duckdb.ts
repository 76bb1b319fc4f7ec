import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { spillFolder } from './spill-folder';

export interface DuckDbSettings {
  /** The only folder that SQL may read or write. */
  directory: string;
  /** What queries hold at most before they spill to disk, as DuckDB writes it: '512MB'. */
  memoryLimit: string;
  threads: number;
}

/** One engine a process; each use has a connection of its own, and with it its own temporary views and tables. */
export interface DuckDb {
  use<T>(run: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  connect(): Promise<DuckDBConnection>;
}

/** Opens DuckDB in memory, shut off from everything but its folder: no extension is fetched, no other file opened. */
export async function openDuckDb({ directory, memoryLimit, threads }: DuckDbSettings): Promise<DuckDb> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: memoryLimit,
    threads: String(threads),
    temp_directory: await spillFolder(directory),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const setup = await instance.connect();
  await setup.run(`set allowed_directories = [${quoted(`${directory}/`)}]`);
  await setup.run('set enable_external_access = false');
  await setup.run('set lock_configuration = true');
  setup.closeSync();
  return {
    connect: () => instance.connect(),
    async use(run) {
      const connection = await instance.connect();
      try {
        return await run(connection);
      } finally {
        connection.closeSync();
      }
    },
  };
}

/** A text as SQL writes it. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
/** A column's or a view's name as SQL writes it. */
export const named = (name: string): string => `"${name.replaceAll('"', '""')}"`;
