/**
 * What the database holds, in the order in which it came to be. A migration that was released is
 * never changed; a change is a new one. Version n is the n-th of them.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE lighthouse.runs (
    id text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 200),
    -- SHA-256 of result.json as it was written.
    content_sha256 text NOT NULL CHECK (content_sha256 ~ '^[0-9a-f]{64}$'),
    -- False of a run that was killed, or still ran: its result may be replaced.
    is_finished boolean NOT NULL,
    -- result.json as it was written, gzipped.
    result_gzip bytea NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT now(),
    -- From here on: read off the result, for lists and for SQL.
    scenario text NOT NULL,
    started_at timestamptz NOT NULL,
    duration_ms double precision NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('good', 'bad', 'unknown')),
    host text NOT NULL,
    plan_sha256 text NOT NULL,
    target_version text NOT NULL,
    agents bigint NOT NULL,
    ok bigint NOT NULL,
    ok_per_second double precision,
    latency_p95_ms double precision,
    latency_p99_ms double precision,
    error_share double precision
  );
  -- It is compressed already.
  ALTER TABLE lighthouse.runs ALTER COLUMN result_gzip SET STORAGE EXTERNAL;
  CREATE INDEX runs_by_start ON lighthouse.runs (started_at DESC);
  CREATE INDEX runs_by_scenario ON lighthouse.runs (scenario, started_at DESC);`,
];
