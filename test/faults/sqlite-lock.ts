import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

/** Waits for a row of a query, and holds the write lock from that moment on. */
const HOLD = `
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=0)
until = time.time() + 60
print('watching', flush=True)
while time.time() < until:
    try:
        connection.execute('begin immediate')
    except sqlite3.OperationalError:
        continue
    if connection.execute(sys.argv[2]).fetchone()[0]:
        print('held', flush=True)
        time.sleep(float(sys.argv[3]))
        connection.execute('rollback')
        sys.exit(0)
    connection.execute('rollback')
    time.sleep(0.0005)
sys.exit(1)
`;

/**
 * Takes the write lock of a SQLite file as soon as a query finds something and holds it: what every other writer's long
 * transaction does to Label Studio, which gives up after 5 s.
 * @param of its database, and its executable: the Python beside that has SQLite
 * @returns resolves when the query is watched; `released` when the lock is gone again
 */
export async function holdLockWhen(
  of: { database: string; executable: string },
  query: string,
  seconds: number,
): Promise<{ released: Promise<void> }> {
  const python = spawn(join(dirname(of.executable), 'python'), ['-c', HOLD, of.database, query, String(seconds)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const released = once(python, 'exit').then(([code]) => {
    if (code !== 0) throw new Error(`the lock was never taken: ${query}`);
  });
  await once(createInterface(python.stdout), 'line');
  return { released };
}

/** Changes the database behind Label Studio's back, as its own mistakes do. */
export async function changeDatabase(of: { database: string; executable: string }, sql: string): Promise<void> {
  const script = `
import sqlite3, sys
with sqlite3.connect(sys.argv[1], timeout=30) as connection:
    connection.execute(sys.argv[2])
`;
  const python = spawn(join(dirname(of.executable), 'python'), ['-c', script, of.database, sql], { stdio: 'inherit' });
  const [code] = await once(python, 'exit');
  if (code !== 0) throw new Error(`the database refused: ${sql}`);
}
