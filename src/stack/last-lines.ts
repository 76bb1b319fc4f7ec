import { open } from 'node:fs/promises';

/** The last lines of a text file, each indented; empty where there is none. Reads its last 16 KiB only. */
export async function lastLines(file: string, count = 15): Promise<string> {
  const handle = await open(file, 'r').catch(() => null);
  if (!handle) return '';
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, 16_384);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    const lines = buffer
      .toString('utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
    return lines
      .slice(-count)
      .map((line) => `  ${line}`)
      .join('\n');
  } finally {
    await handle.close();
  }
}
