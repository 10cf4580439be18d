import { LighthouseError } from '@lighthouse/contract/errors';
import type { Connection } from './connection.ts';
import { MIGRATIONS } from './migrations.ts';

/** Whoever migrates holds this lock of the database: "lighthou" in ASCII. */
const LOCK = '7811888726978097013';

/**
 * Brings the schema `lighthouse` to the newest version, in one transaction: all of it or nothing.
 * Of several that try at once one does it and the others wait. Throws LH_STORE_VERSION when the
 * schema is of a later Lighthouse.
 */
export async function migrate(
  connection: Connection,
  migrations: readonly string[] = MIGRATIONS,
): Promise<void> {
  if ((await checkedVersion(connection, migrations)) === migrations.length) return;
  await connection.query('BEGIN');
  try {
    await connection.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await connection.query('CREATE SCHEMA IF NOT EXISTS lighthouse');
    await connection.query(`CREATE TABLE IF NOT EXISTS lighthouse.migrations (
      version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`);
    // Read again: another may have done it before this one had the lock.
    const version = await checkedVersion(connection, migrations);
    for (const [index, text] of migrations.entries()) {
      if (index < version) continue;
      await connection.query(text);
      await connection.query('INSERT INTO lighthouse.migrations (version) VALUES ($1)', [
        index + 1,
      ]);
    }
    await connection.query('COMMIT');
  } catch (error) {
    // The connection may be what failed; the server rolls back then.
    await connection.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** Throws LH_INPUT_MISSING or LH_STORE_VERSION unless the schema is the one that is known here. */
export async function requireSchema(
  connection: Connection,
  migrations: readonly string[] = MIGRATIONS,
): Promise<void> {
  const version = await checkedVersion(connection, migrations);
  if (version === 0)
    throw new LighthouseError('LH_INPUT_MISSING', 'the database holds no results yet', {
      hint: 'store some: lh-run <scenario> --results, or lh-report push',
    });
  if (version < migrations.length)
    throw new LighthouseError('LH_STORE_VERSION', 'the database of results has an older schema', {
      facts: { version, known: migrations.length },
      hint: 'lh-report push brings it up to date, as the user that owns it',
    });
}

/** Version of the schema; 0 when there is none. Throws LH_STORE_VERSION for a later one. */
async function checkedVersion(
  connection: Connection,
  migrations: readonly string[],
): Promise<number> {
  const found = await connection.query<{ table: string | null }>(
    `SELECT to_regclass('lighthouse.migrations')::text AS "table"`,
  );
  if (found.rows[0]?.table == null) return 0;
  const { rows } = await connection.query<{ version: number | null }>(
    'SELECT max(version) AS version FROM lighthouse.migrations',
  );
  const version = rows[0]?.version ?? 0;
  if (version > migrations.length)
    throw new LighthouseError('LH_STORE_VERSION', 'the database is of a later Lighthouse', {
      facts: { version, known: migrations.length },
      hint: 'use the lh-report that came with the lh-run that wrote it, or a later one',
    });
  return version;
}
