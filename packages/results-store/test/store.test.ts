import process from 'node:process';
import { writeFileSync } from 'node:fs';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { createScope, findPostgres, startPostgres, waitFor } from '@lighthouse/testkit';
import type { Postgres } from '@lighthouse/testkit';
import { connect } from '../src/connection.ts';
import type { Connection } from '../src/connection.ts';
import { ResultsStore } from '../src/results-store.ts';
import { parseAddress } from '../src/address.ts';
import { migrate, requireSchema } from '../src/migrate.ts';
import { MIGRATIONS } from '../src/migrations.ts';
import { madeUpRun } from './made-up-run.ts';

const programs = findPostgres();
const shared = createScope(afterAll);
const scope = createScope(afterEach);

if (programs === undefined)
  test('PostgreSQL is there in CI', () => {
    writeFileSync(process.stderr.fd, 'skipped: PostgreSQL is not installed here\n');
    expect(process.env['CI']).toBeUndefined();
  });

/** A test that needs the server; it is not there where the server is not. */
function onPostgres(name: string, run: () => Promise<void>): void {
  if (programs !== undefined) test(name, run);
}

let databases = 0;
const server = programs === undefined ? undefined : startPostgres(shared, programs);

async function started(): Promise<Postgres> {
  if (server === undefined) throw new Error('there is a PostgreSQL');
  return server;
}

/** A database of the test's own. */
async function freshDatabase() {
  const { url } = await started();
  const name = `test${++databases}`;
  const admin = await connectTo(url());
  await admin.query(`CREATE DATABASE ${name}`);
  return parseAddress(url(name));
}

async function connectTo(url: string): Promise<Connection> {
  const connection = await connect(parseAddress(url));
  scope.onClose(() => connection.close());
  return connection;
}

async function openStore(address: Awaited<ReturnType<typeof freshDatabase>>) {
  const store = await ResultsStore.openToStore(address);
  scope.onClose(() => store.close());
  return store;
}

onPostgres('what is stored is read back byte for byte, and listed newest first', async () => {
  const store = await openStore(await freshDatabase());
  const older = madeUpRun('a-1');
  const newer = madeUpRun('b-2', {
    figures: { startedAt: '2026-03-05T00:00:00.000Z', scenario: 'zero \0 byte', verdict: 'bad' },
  });
  expect(await store.store(newer)).toBe('stored');
  expect(await store.store(older)).toBe('stored');
  expect(await store.read('a-1')).toBe(older.content.toString());
  expect(await store.list(10)).toEqual([
    { id: 'b-2', figures: { ...newer.figures, scenario: 'zero \u{fffd} byte' } },
    { id: 'a-1', figures: older.figures },
  ]);
  expect(await store.list(1)).toHaveLength(1);
});

onPostgres('storing again changes nothing; another result of the same run is refused', async () => {
  const store = await openStore(await freshDatabase());
  const run = madeUpRun('one');
  await store.store(run);
  expect(await store.store(run)).toBe('already there');
  const changed = { ...run, content: Buffer.from('{}') };
  await expect(store.store(changed)).rejects.toMatchObject({ code: 'LH_RUN_CONFLICT' });
  expect(await store.read('one')).toBe(run.content.toString());
});

onPostgres(
  'the result of a run that went on takes the place of the one written on the way',
  async () => {
    const store = await openStore(await freshDatabase());
    const partial = madeUpRun('one', { isFinished: false, content: Buffer.from('{"part":1}') });
    const whole = madeUpRun('one');
    expect(await store.store(partial)).toBe('stored');
    expect(await store.store(whole)).toBe('stored');
    await expect(store.store(partial)).rejects.toMatchObject({ code: 'LH_RUN_CONFLICT' });
    expect(await store.read('one')).toBe(whole.content.toString());
  },
);

onPostgres('many that store the same runs at once make one of each', async () => {
  const address = await freshDatabase();
  const stores = await Promise.all([1, 2, 3, 4].map(() => openStore(address)));
  const runs = ['a', 'b', 'c'].map((id) => madeUpRun(id));
  const said = await Promise.all(
    stores.map(async (store) => {
      const answers = [];
      for (const run of runs) answers.push(await store.store(run));
      return answers;
    }),
  );
  expect(said.flat().filter((answer) => answer === 'stored').length).toBeGreaterThanOrEqual(3);
  expect(await (await openStore(address)).list(10)).toHaveLength(3);
});

onPostgres('a run is found by its id, by the beginning of it, and by its scenario', async () => {
  const store = await openStore(await freshDatabase());
  for (const id of ['run-1', 'run-11', 'other']) await store.store(madeUpRun(id));
  expect(await store.find('run-1')).toBe('run-1');
  expect(await store.find('run-11')).toBe('run-11');
  expect(await store.find('oth')).toBe('other');
  expect(await store.find('small')).toBe('run-11');
  await expect(store.find('run')).rejects.toMatchObject({ code: 'LH_USAGE' });
  await expect(store.find('none%')).rejects.toMatchObject({ code: 'LH_INPUT_MISSING' });
  expect(await store.lastRuns({ scenario: 'small', each: 2 })).toEqual(['run-11', 'run-1']);
  expect(await store.lastRuns({ scenario: 'else', each: 2 })).toEqual([]);
});

onPostgres('a result that somebody changed in the database is not believed', async () => {
  const address = await freshDatabase();
  const store = await openStore(address);
  await store.store(madeUpRun('one'));
  const hand = await connectTo(address.secretUrl());
  await hand.query(`UPDATE lighthouse.runs SET content_sha256 = repeat('0', 64)`);
  await expect(store.read('one')).rejects.toMatchObject({ code: 'LH_IO' });
});

onPostgres(
  'a schema is made by one of those that try at once, and brought up to date later',
  async () => {
    const address = await freshDatabase();
    const connections = await Promise.all([1, 2, 3].map(() => connectTo(address.secretUrl())));
    const [one] = connections;
    await expect(ResultsStore.openToRead(address)).rejects.toMatchObject({
      code: 'LH_INPUT_MISSING',
    });
    await Promise.all(connections.map((each) => migrate(each)));
    const later = [...MIGRATIONS, 'ALTER TABLE lighthouse.runs ADD COLUMN note text'];
    if (one === undefined) throw new Error('there is a connection');
    await expect(requireSchema(one, later)).rejects.toMatchObject({ code: 'LH_STORE_VERSION' });
    await migrate(one, later);
    await requireSchema(one, later);
    // What is known here is older now.
    await expect(openStore(address)).rejects.toMatchObject({ code: 'LH_STORE_VERSION' });
  },
);

onPostgres('a migration that fails leaves the schema as it was', async () => {
  const address = await freshDatabase();
  await openStore(address);
  const connection = await connectTo(address.secretUrl());
  const broken = [...MIGRATIONS, 'ALTER TABLE lighthouse.runs ADD COLUMN x text', 'SELECT 1 / 0'];
  await expect(migrate(connection, broken)).rejects.toMatchObject({ code: 'LH_IO' });
  await requireSchema(connection);
  const { rows } = await connection.query(
    `SELECT 1 FROM information_schema.columns WHERE table_name = 'runs' AND column_name = 'x'`,
  );
  expect(rows).toEqual([]);
});

onPostgres(
  'a wrong password, a database and a server that are not there are told apart, and no error holds the password',
  async () => {
    const { url, password } = await started();
    const failures = await Promise.all(
      [
        url().replace(password, 'wrong-secret'),
        url('nothing'),
        url().replace(/host=.*/, 'host=/nowhere'),
      ].map((each) => ResultsStore.openToRead(parseAddress(each)).catch((error: unknown) => error)),
    );
    expect(failures).toMatchObject([
      { code: 'LH_UNREACHABLE', message: 'the database of results refuses the user' },
      { code: 'LH_UNREACHABLE', message: 'there is no such database' },
      { code: 'LH_UNREACHABLE', message: 'the database of results does not answer' },
    ]);
    for (const failure of failures) {
      const { message, hint, facts } = failure as Error & { hint: string; facts: object };
      expect(JSON.stringify([message, hint, facts])).not.toMatch(/secret|kept-to-itself/);
    }
  },
);

onPostgres(
  'when the server dies while a run is stored, nothing of it is there, and it can be stored again',
  async () => {
    const address = await freshDatabase();
    const { kill, start } = await started();
    const store = await openStore(address);
    const holder = await connectTo(address.secretUrl());
    await store.store(madeUpRun('before'));
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE lighthouse.runs IN EXCLUSIVE MODE');
    const storing = store.store(madeUpRun('during')).catch((error: unknown) => error);
    const isWaiting = async () =>
      (
        await holder.query(`SELECT 1 FROM pg_locks WHERE NOT granted
        AND relation = 'lighthouse.runs'::regclass`)
      ).rows.length > 0;
    await waitFor(isWaiting, { what: 'the insertion waits' });
    await kill();
    expect(await storing).toMatchObject({ code: 'LH_UNREACHABLE' });
    await expect(store.store(madeUpRun('after'))).rejects.toMatchObject({
      code: 'LH_UNREACHABLE',
    });
    await start();
    const again = await openStore(address);
    expect((await again.list(10)).map(({ id }) => id)).toEqual(['before']);
    expect(await again.store(madeUpRun('during'))).toBe('stored');
  },
);
