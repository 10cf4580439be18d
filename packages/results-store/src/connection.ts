// Whoever imports this file compiles it too, and needs what the driver's types leave out.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./pg-client.d.ts" />
import Client from 'pg/lib/client.js';
import type { QueryResult, QueryResultRow } from 'pg';
import type { ResultsAddress } from './address.ts';
import { storeFailure } from './store-failure.ts';
import { urlForDriver } from './tls-settings.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 120_000;
/** On top of the server's own limit: for a server that no longer says anything. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 10_000;

type Parameter = string | number | boolean | null | Buffer | readonly string[];

/** One connection to the database. What it throws are LighthouseErrors without any secret. */
export interface Connection {
  readonly query: <Row extends QueryResultRow>(
    text: string,
    values?: readonly Parameter[],
  ) => Promise<QueryResult<Row>>;
  readonly close: () => Promise<void>;
}

/** Connects. Throws LH_UNREACHABLE or LH_IO, and what urlForDriver does. */
export async function connect(address: ResultsAddress): Promise<Connection> {
  const client = createClient(address);
  // A connection that breaks between two queries: the next query says so.
  client.on('error', () => {});
  const asFailure = (cause: unknown): never => {
    throw storeFailure(cause, address);
  };
  await client.connect().catch(asFailure);
  return {
    query: (text, values = []) => client.query(text, [...values]).catch(asFailure),
    close: async () => {
      // The answers are there: how the connection ends no longer matters.
      await client.end().catch(() => {});
    },
  };
}

function createClient(address: ResultsAddress): Client {
  const connectionString = urlForDriver(address);
  try {
    return new Client({
      connectionString,
      application_name: 'lighthouse',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: ANSWER_TIMEOUT_MS,
      keepAlive: true,
    });
  } catch {
    // The cause is left out: it holds the address with its password.
    throw storeFailure(undefined, address);
  }
}
