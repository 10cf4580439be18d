import { createRequire } from 'node:module';

/** The little of pg that is used. */
interface Pool {
  query(
    query: string | { name: string; text: string; values: readonly string[] },
  ): Promise<unknown>;
}
type Pg = { readonly Pool: new (options: object) => Pool };

/** As many as a server of this size has: more commits at the same time are flushed together. */
const CONNECTIONS = 20;

const TABLE = `CREATE TABLE events (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  type text NOT NULL, key text UNIQUE, payload text NOT NULL)`;
const INSERT = `INSERT INTO events (type, key, payload)
  VALUES ('command.submitted', $1, $2), ('command.allowed', NULL, $3)`;

export interface CommandTable {
  /** Resolves when the command and the decision are on stable storage. */
  keep(key: string, command: string): Promise<void>;
}

/** Makes a table of events in an empty PostgreSQL. Its idempotency keys are unique. */
export async function openTable(port: number): Promise<CommandTable> {
  const pg = createRequire(import.meta.url)('pg') as Pg;
  const at = { host: '127.0.0.1', port, user: 'bench', database: 'postgres' };
  const pool = new pg.Pool({ ...at, max: CONNECTIONS });
  await connected(pool);
  await pool.query(TABLE);
  const decision = JSON.stringify({ decision: 'allowed', reason: 'safe' });
  return {
    keep: async (key, command) => {
      await pool.query({ name: 'keep', text: INSERT, values: [key, command, decision] });
    },
  };
}

const TRIES_MAX = 100;
const TRY_MS = 100;

/** It answers some time after it has begun. */
async function connected(pool: Pool): Promise<void> {
  for (let tries = 0; ; tries++)
    try {
      await pool.query('SELECT 1');
      return;
    } catch (error) {
      if (tries >= TRIES_MAX) throw error;
      await new Promise((resolve) => setTimeout(resolve, TRY_MS));
    }
}
