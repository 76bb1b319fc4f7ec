import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDb } from '../../src/ledger/duckdb';
import { queryViews } from '../../src/ledger/query';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'annoloop-duckdb-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const open = (memoryLimit = '512MB') => openDuckDb({ directory, memoryLimit, threads: 1 });

test('two that share a folder spill to disk without touching each other', async () => {
  const [one, two] = [await open('40MB'), await open('40MB')];
  const rows = 1_000_000;
  const make = `create temp table held as select md5((i + $salt)::varchar) as value, i from range(${rows}) r(i)`;
  const wrong = 'select count(*) from held where value <> md5((i + $salt)::varchar)';
  await one.use((first) =>
    two.use(async (second) => {
      await first.run(make, { salt: 1 });
      await second.run(make, { salt: 2 });
      expect(await readdir(join(directory, 'spill'))).toHaveLength(2);
      expect((await first.runAndReadAll(wrong, { salt: 1 })).getRows()).toEqual([[0n]]);
      expect((await second.runAndReadAll(wrong, { salt: 2 })).getRows()).toEqual([[0n]]);
    }),
  );
}, 60_000);

test('what killed processes left behind is removed, what others use is not', async () => {
  const id = '00000000-0000-4000-8000-000000000000';
  // No process has this pid: it is above every system's limit.
  const dead = `99999999.1.${hostname()}.${id}`;
  const before = `${process.pid}.1.${hostname()}.${id}`;
  const parent = `${process.ppid}.1.${hostname()}.${id}`;
  const elsewhere = `99999999.1.other-machine.${id}`;
  for (const name of [dead, before, parent, elsewhere])
    await mkdir(join(directory, 'spill', name), { recursive: true });
  await open();
  expect((await readdir(join(directory, 'spill'))).sort()).toEqual([parent, elsewhere].sort());
});

test('what SQL answers is plain JSON, whatever types it computed with', async () => {
  const duckdb = await open();
  const sql = `select count(*) as n, 1.25 as "decimal", sum(2::bigint) as total, 'nan'::double as nothing, null as none,
    [1, null, 2.5] as list, {'a': 3::bigint, 'b': ['x']} as struct, true as yes,
    timestamp '2026-11-21 02:05:29' as "at"`;
  const [row] = await queryViews(duckdb, sql, {}, {});
  expect(row).toEqual({
    n: 1,
    decimal: 1.25,
    total: 2,
    nothing: null,
    none: null,
    list: [1, null, 2.5],
    struct: { a: 3, b: ['x'] },
    yes: true,
    at: '2026-11-21 02:05:29',
  });
  expect(JSON.parse(JSON.stringify(row))).toEqual(row);
});
