import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { LighthouseError } from '@lighthouse/contract/errors';
import type { ResultsAddress } from './address.ts';
import { connect } from './connection.ts';
import type { Connection } from './connection.ts';
import { migrate, requireSchema } from './migrate.ts';
import { figuresOf, FIGURE_COLUMNS, valuesOf } from './run-columns.ts';
import type { RunRow } from './run-columns.ts';
import type { RunToStore, StoredRun } from './stored-run.ts';

/** As in the reporter: the largest result.json that is read. */
const RESULT_BYTES_MAX = 256 * 1024 * 1024;
const FOUND_MAX = 20;
const COLUMNS = FIGURE_COLUMNS.join(', ');

/** Results of runs in PostgreSQL. One connection; the caller closes it. */
export class ResultsStore {
  readonly #connection: Connection;

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Opens for reading: the schema must be there. */
  static async openToRead(address: ResultsAddress): Promise<ResultsStore> {
    return ResultsStore.#open(address, requireSchema);
  }

  /** Opens for storing: the schema is made or brought up to date. */
  static async openToStore(address: ResultsAddress): Promise<ResultsStore> {
    return ResultsStore.#open(address, migrate);
  }

  static async #open(
    address: ResultsAddress,
    prepare: (connection: Connection) => Promise<void>,
  ): Promise<ResultsStore> {
    const connection = await connect(address);
    try {
      await prepare(connection);
      return new ResultsStore(connection);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /**
   * Stores a run, unless it is there. One statement: a crash leaves all of it or nothing, and to
   * try again does no harm. Throws LH_RUN_CONFLICT when another result has its id.
   */
  async store(run: RunToStore): Promise<'stored' | 'already there'> {
    const sha256 = createHash('sha256').update(run.content).digest('hex');
    const { rows: known } = await this.#connection.query<{ content_sha256: string }>(
      'SELECT content_sha256 FROM lighthouse.runs WHERE id = $1',
      [run.id],
    );
    if (known[0]?.content_sha256 === sha256) return 'already there';
    const { rows } = await this.#connection.query<{ is_same: boolean }>(STORE, [
      run.id,
      sha256,
      run.isFinished,
      await promisify(gzip)(run.content),
      ...valuesOf(run.figures),
    ]);
    if (rows.length === 1) return 'stored';
    throw new LighthouseError('LH_RUN_CONFLICT', 'another result of this run is stored already', {
      facts: { run: run.id, stored: known[0]?.content_sha256 ?? 'since a moment ago', sha256 },
      hint: 'a result is never replaced; was result.json changed after it was stored?',
    });
  }

  /** Lists runs, newest first. */
  async list(limit: number): Promise<StoredRun[]> {
    const { rows } = await this.#connection.query<RunRow>(
      `SELECT id, ${COLUMNS} FROM lighthouse.runs ORDER BY started_at DESC, id DESC LIMIT $1`,
      [limit],
    );
    return rows.map((row) => ({ id: row.id, figures: figuresOf(row) }));
  }

  /** Names the last runs of each scenario on each host, newest first. */
  async lastRuns(of: { readonly scenario: string | undefined; readonly each: number }) {
    const { rows } = await this.#connection.query<{ id: string }>(
      `SELECT id FROM (
        SELECT id, started_at,
          row_number() OVER (PARTITION BY scenario, host ORDER BY started_at DESC, id DESC) AS place
        FROM lighthouse.runs WHERE $1::text IS NULL OR scenario = $1
      ) AS placed WHERE place <= $2 ORDER BY started_at DESC, id DESC`,
      [of.scenario ?? null, of.each],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Finds the one run that a name stands for: its id, the beginning of it, or the name of a
   * scenario, which stands for its newest run. Throws LH_INPUT_MISSING or LH_USAGE.
   */
  async find(named: string): Promise<string> {
    const { rows } = await this.#connection.query<{ id: string }>(
      `SELECT id FROM lighthouse.runs WHERE starts_with(id, $1)
        ORDER BY id = $1 DESC, started_at DESC LIMIT ${FOUND_MAX}`,
      [named],
    );
    const [first, second] = rows.map(({ id }) => id);
    if (first !== undefined && (second === undefined || first === named)) return first;
    const [newest] = await this.lastRuns({ scenario: named, each: 1 });
    if (newest !== undefined) return newest;
    if (first === undefined)
      throw new LighthouseError('LH_INPUT_MISSING', 'there is no such run in the database', {
        facts: { run: named },
        hint: 'lh-report list --results shows what is there',
      });
    throw new LighthouseError('LH_USAGE', 'more than one run begins with this', {
      facts: { run: named, runs: rows.map(({ id }) => id).join(', ') },
      hint: 'write more of its id',
    });
  }

  /** Reads result.json of a run, as it was written. Throws LH_INPUT_MISSING or LH_IO. */
  async read(id: string): Promise<string> {
    const { rows } = await this.#connection.query<{ result: Buffer; sha256: string }>(
      'SELECT result_gzip AS result, content_sha256 AS sha256 FROM lighthouse.runs WHERE id = $1',
      [id],
    );
    const [row] = rows;
    if (row === undefined)
      throw new LighthouseError('LH_INPUT_MISSING', 'the run is no longer in the database', {
        facts: { run: id },
      });
    const content = await unpacked(row.result);
    if (content === undefined || createHash('sha256').update(content).digest('hex') !== row.sha256)
      throw new LighthouseError('LH_IO', 'the result in the database is not the one stored', {
        facts: { run: id, sha256: row.sha256 },
        hint: 'somebody changed it, or it is damaged; the folder of the run has the original',
      });
    return content.toString('utf8');
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }
}

const STORE = `INSERT INTO lighthouse.runs
  (id, content_sha256, is_finished, result_gzip, ${COLUMNS})
  VALUES (${Array.from({ length: 4 + FIGURE_COLUMNS.length }, (_, at) => `$${at + 1}`).join(', ')})
  ON CONFLICT (id) DO UPDATE SET stored_at = now(), ${[
    'content_sha256',
    'is_finished',
    'result_gzip',
    ...FIGURE_COLUMNS,
  ]
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}
  WHERE NOT runs.is_finished OR runs.content_sha256 = excluded.content_sha256
  RETURNING id`;

async function unpacked(packed: Buffer): Promise<Buffer | undefined> {
  try {
    return await promisify(gunzip)(packed, { maxOutputLength: RESULT_BYTES_MAX });
  } catch {
    return undefined;
  }
}
