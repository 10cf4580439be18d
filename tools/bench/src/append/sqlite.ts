import { hasProgram, runProgram } from '../host/run-program.ts';
import { PAYLOAD_BYTES } from './fresh-log.ts';
import type { Pace } from './callers.ts';

/**
 * Appends the same events to a table of SQLite, durably (WAL, synchronous FULL), one transaction
 * after the other, with nothing hashed and no index besides the sequence number. Python brings
 * SQLite along; it writes a batch by one call, whose loop is in C.
 */
const PROGRAM = `
import json, os, resource, sqlite3, sys, time
folder, batch, seconds, size = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
db = sqlite3.connect(os.path.join(folder, "events.db"), isolation_level=None)
assert db.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)
db.execute("PRAGMA synchronous=FULL")
db.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY, type TEXT, stream TEXT,"
           " version INTEGER, agent TEXT, payload BLOB)")
rows = [("bench.event", f"stream-{i % 100}", i, f"agent-{i % 100}", os.urandom(size))
        for i in range(batch)]
sql = "INSERT INTO events (type, stream, version, agent, payload) VALUES (?, ?, ?, ?, ?)"
def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
def append():
    db.execute("BEGIN")
    db.executemany(sql, rows)
    db.execute("COMMIT")
append()
count, start, cpu_start = 0, time.monotonic(), cpu()
while time.monotonic() - start < seconds:
    append()
    count += batch
spent, cpu_spent = time.monotonic() - start, cpu() - cpu_start
assert db.execute("SELECT count(*) FROM events").fetchone() == (count + batch,)
print(json.dumps({"perSecond": count / spent, "cpuUsPerEvent": cpu_spent * 1e6 / count}))
`;

const PYTHON = 'python3';

export function hasSqlite(): Promise<boolean> {
  return hasProgram(PYTHON, ['-c', 'import sqlite3']);
}

/** Appends batches of so many events for so long, in a process of its own. */
export async function appendToSqlite(
  folder: string,
  { batchEvents, durationMs }: { readonly batchEvents: number; readonly durationMs: number },
): Promise<Pace> {
  const args = [folder, batchEvents, durationMs / 1000, PAYLOAD_BYTES].map(String);
  const { stdout } = await runProgram(PYTHON, ['-c', PROGRAM, ...args]);
  return JSON.parse(stdout) as Pace;
}
