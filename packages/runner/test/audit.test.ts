import { readdir } from 'node:fs/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Audit } from '@lighthouse/contract';
import type { LogVerdict, StoredEvent } from '@lighthouse/event-store';
import fc from 'fast-check';
import { createScope } from '@lighthouse/testkit';
import { auditRun } from '../src/audit/audit-run.ts';
import { DiskPartitions } from '../src/audit/disk-partitions.ts';
import { MemoryPartitions } from '../src/audit/memory-partitions.ts';
import type { HistoryRecord } from '../src/history/record.ts';
import { agents, eventsOf, historyOf, honestRun, macOf, storedEvents } from './audit-model.ts';
import type { ModelAppend, ModelOperation, ModelRun } from './audit-model.ts';
import { referenceAudit } from './audit-reference.ts';

const scope = createScope(afterEach);

const INTACT: LogVerdict = {
  value: 'intact',
  logId: '00',
  verifiedCount: 0,
  lastSeq: 0,
  segmentCount: 1,
  byteCount: 0,
  head: undefined,
  uncomparedAnchorCount: 0,
  findings: [],
  findingCount: 0,
};

type DoneAudit = Extract<Audit, { status: 'done' }>;

async function audit(
  history: readonly HistoryRecord[],
  events: readonly StoredEvent[],
  partitionCount = 3,
): Promise<DoneAudit> {
  const store = new MemoryPartitions(partitionCount);
  const result = await auditRun({ history, events, log: INTACT, agents, store });
  if (result.status !== 'done') throw new Error('was skipped');
  return result;
}

/** The counts of everything that convicts. */
function convictions({ lost, forged, duplicated, changed, outOfOrder }: DoneAudit) {
  return {
    lost: lost.count,
    forged: forged.count,
    duplicated: duplicated.count,
    changed: changed.count,
    outOfOrder: outOfOrder.count,
  };
}

const NOTHING = { lost: 0, forged: 0, duplicated: 0, changed: 0, outOfOrder: 0 };

/** Runs in which something of this kind was written. */
function runWith(isWanted: (operation: ModelOperation) => boolean) {
  return fc
    .tuple(honestRun, fc.nat())
    .filter(([{ appends }]) => appends.some(({ operation }) => isWanted(operation)))
    .map(([run, choice]) => {
      const candidates = run.appends.filter(({ operation }) => isWanted(operation));
      const victim = candidates[choice % candidates.length];
      if (victim === undefined) throw new Error('no candidate');
      return { run, victim };
    });
}

const isAcknowledged = ({ fate }: ModelOperation) => fate === 'ok';
const hasKey = ({ kind }: ModelOperation) => kind !== 'session';
const hasContent = (operation: ModelOperation) => isAcknowledged(operation) && hasKey(operation);
const wasWritten = ({ fate }: ModelOperation) => fate === 'ok' || fate === 'unknown, written';

/** The log without, or with other, events of one append; all else stays in its place. */
function rewrite(
  { appends }: ModelRun,
  victim: ModelAppend,
  change: (event: StoredEvent, index: number) => StoredEvent | undefined,
): StoredEvent[] {
  const log = storedEvents(appends);
  const before = appends.slice(0, appends.indexOf(victim));
  const start = before.reduce((sum, { events }) => sum + events.length, 0);
  const end = start + victim.events.length;
  return log.flatMap((event, at) =>
    at < start || at >= end ? [event] : (change(event, at - start) ?? []),
  );
}

test('an honest target is cleared, and every unknown outcome is resolved', async () => {
  await fc.assert(
    fc.asyncProperty(honestRun, fc.integer({ min: 1, max: 5 }), async (run, partitions) => {
      const result = await audit(historyOf(run), storedEvents(run.appends), partitions);
      const count = (fate: ModelOperation['fate']) =>
        run.operations.filter((operation) => operation.fate === fate).length;
      expect(convictions(result)).toEqual(NOTHING);
      expect(result).toMatchObject({
        acknowledged: count('ok'),
        events: storedEvents(run.appends).length,
        infoHappened: count('unknown, written'),
        infoDidNotHappen: count('unknown, not written'),
      });
    }),
  );
});

describe('a target is convicted of exactly what it did:', () => {
  test('an acknowledged append that is not in the log is lost', async () => {
    await fc.assert(
      fc.asyncProperty(runWith(isAcknowledged), async ({ run, victim }) => {
        const result = await audit(
          historyOf(run),
          rewrite(run, victim, () => undefined),
        );
        expect(convictions(result)).toEqual({ ...NOTHING, lost: 1 });
        expect(result.lost.examples[0]).toMatchObject({
          agent: agents.nameOf(victim.operation.agent),
          op: victim.operation.kind,
        });
      }),
    );
  });

  test('an append that was never on the way to the log is lost', async () => {
    await fc.assert(
      fc.asyncProperty(runWith(isAcknowledged), async ({ run, victim }) => {
        const appends = run.appends.filter((append) => append !== victim);
        // The others were told the truth; the receipt of this one is made up.
        const { receiptSeq, receiptMac } = {
          receiptSeq: 10_000,
          receiptMac: macOf('').slice(0, 20),
        };
        const history = historyOf({ ...run, appends }).map((record) =>
          record.number === victim.operation.number
            ? { ...record, receiptSeq, receiptMac }
            : record,
        );
        const result = await audit(history, storedEvents(appends));
        expect(convictions(result)).toEqual({ ...NOTHING, lost: 1 });
      }),
    );
  });

  test('an append under another MAC than acknowledged is lost', async () => {
    await fc.assert(
      fc.asyncProperty(runWith(isAcknowledged), async ({ run, victim }) => {
        const events = rewrite(run, victim, (event) => ({ ...event, mac: macOf(event.mac) }));
        const result = await audit(historyOf(run), events);
        expect(convictions(result)).toEqual({ ...NOTHING, lost: 1 });
        expect(result.lost.examples[0]?.what).toContain('another MAC');
      }),
    );
  });

  test('an append that nobody sent is forged', async () => {
    await fc.assert(
      fc.asyncProperty(runWith(hasKey), async ({ run, victim }) => {
        const forger = { ...victim.operation, number: 1000 };
        const appends = [...run.appends, { operation: forger, events: eventsOf(forger) }];
        const result = await audit(historyOf({ ...run, appends }), storedEvents(appends));
        expect(convictions(result)).toEqual({ ...NOTHING, forged: 1 });
        expect(result.forged.examples[0]?.what).toContain('never sent');
      }),
    );
  });

  test('an append under the name of another agent is forged, and lost to the one who sent it', async () => {
    await fc.assert(
      fc.asyncProperty(runWith(hasContent), async ({ run, victim }) => {
        const other = agents.nameOf((victim.operation.agent + 1) % 3);
        const events = rewrite(run, victim, (event) =>
          event.agent === undefined ? event : { ...event, agent: other },
        );
        const result = await audit(historyOf(run), events);
        expect(convictions(result)).toEqual({ ...NOTHING, forged: 1, lost: 1 });
      }),
    );
  });

  test('a session that nobody asked for is forged', async () => {
    await fc.assert(
      fc.asyncProperty(honestRun, fc.nat(2), async (run, agent) => {
        const opened = { agent, kind: 'session', number: 1000, fate: 'ok' } as ModelOperation;
        const appends = [...run.appends, { operation: opened, events: eventsOf(opened) }];
        // An agent that is still waiting for an answer may well have opened it.
        const isWaiting = run.operations.some(
          (one) =>
            one.agent === agent && one.kind === 'session' && one.fate.startsWith('unknown, n'),
        );
        const result = await audit(historyOf({ ...run, appends }), storedEvents(appends));
        expect(convictions(result)).toEqual({ ...NOTHING, forged: isWaiting ? 0 : 1 });
      }),
    );
  });

  test('an append that its agent was told had failed is forged', async () => {
    const refused = honestRun
      .map((run) => ({
        run,
        victim: run.operations.find((one) => one.fate === 'fail' && hasKey(one)),
      }))
      .filter(({ victim }) => victim !== undefined);
    await fc.assert(
      fc.asyncProperty(refused, async ({ run, victim }) => {
        if (victim === undefined) return;
        const appends = [...run.appends, { operation: victim, events: eventsOf(victim) }];
        const result = await audit(historyOf({ ...run, appends }), storedEvents(appends));
        expect(convictions(result)).toEqual({ ...NOTHING, forged: 1 });
        expect(result.forged.examples[0]?.what).toContain('told that it did not happen');
      }),
    );
  });

  test('an append that is written twice is duplicated', async () => {
    const written = runWith((operation) => hasKey(operation) && wasWritten(operation));
    await fc.assert(
      fc.asyncProperty(written, fc.integer({ min: 1, max: 3 }), async ({ run, victim }, times) => {
        const appends = [...run.appends, ...Array.from({ length: times }, () => victim)];
        const result = await audit(historyOf({ ...run, appends }), storedEvents(appends));
        expect(convictions(result)).toEqual({ ...NOTHING, duplicated: times });
      }),
    );
  });

  test('content that is not what was sent is changed', async () => {
    const written = runWith((operation) => hasKey(operation) && wasWritten(operation));
    await fc.assert(
      fc.asyncProperty(
        written,
        fc.nat(),
        fc.boolean(),
        async ({ run, victim }, choice, isResealed) => {
          const own = victim.events.filter(({ agent }) => agent !== undefined).length;
          const events = rewrite(run, victim, (event, index) =>
            index === choice % own
              ? { ...event, payload: Buffer.concat([event.payload, Buffer.from('!')]) }
              : { ...event, mac: isResealed ? macOf(event.mac) : event.mac },
          );
          const result = await audit(historyOf(run), events);
          expect(convictions(result)).toEqual({ ...NOTHING, changed: 1 });
        },
      ),
    );
  });

  test('a step that is missing makes its command changed', async () => {
    const withSteps = runWith((operation) => {
      return hasContent(operation) && operation.kind === 'command' && operation.stepCount > 0;
    });
    await fc.assert(
      fc.asyncProperty(withSteps, fc.nat(), async ({ run, victim }, choice) => {
        const missing = 1 + (choice % victim.operation.stepCount);
        const events = rewrite(run, victim, (event, index) =>
          index === missing ? undefined : event,
        );
        const result = await audit(historyOf(run), events);
        expect(convictions(result)).toEqual({ ...NOTHING, changed: 1 });
      }),
    );
  });

  test('a decision other than the one that was told is changed', async () => {
    const decided = runWith((operation) => {
      // A request for review belongs to its append only as long as the command is escalated.
      const isAlone = operation.kind === 'command' && operation.decision !== 'escalated';
      return hasContent(operation) && (isAlone || operation.kind === 'review');
    });
    await fc.assert(
      fc.asyncProperty(decided, async ({ run, victim }) => {
        const { decision } = victim.operation;
        const type = decision === 'denied' ? 'command.allowed' : 'command.denied';
        const events = rewrite(run, victim, (event) =>
          event.type === `command.${decision}` ? { ...event, type } : event,
        );
        const result = await audit(historyOf(run), events);
        expect(convictions(result)).toEqual({ ...NOTHING, changed: 1 });
        expect(result.changed.examples[0]?.what).toContain(`told "${decision}"`);
      }),
    );
  });

  test('an append behind one that was sent only after it was acknowledged is out of order', async () => {
    const pairs = fc
      .tuple(honestRun, fc.nat())
      .map(([run, choice]) => {
        const late = run.appends.flatMap((first, index) =>
          first.operation.fate === 'ok'
            ? run.appends
                .slice(index + 1)
                .filter(({ operation }) => operation.sentUs > first.operation.answeredUs)
                // Where a session stands that no agent was told of, nobody can say.
                .filter(({ operation }) => isAcknowledged(operation) || hasKey(operation))
                .map((second) => ({ first, second }))
            : [],
        );
        return { run, pair: late[choice % Math.max(1, late.length)] };
      })
      .filter(({ pair }) => pair !== undefined);
    await fc.assert(
      fc.asyncProperty(pairs, async ({ run, pair }) => {
        if (pair === undefined) return;
        const without = run.appends.filter((append) => append !== pair.first);
        const place = without.indexOf(pair.second) + 1;
        const appends = [...without.slice(0, place), pair.first, ...without.slice(place)];
        const result = await audit(historyOf({ ...run, appends }), storedEvents(appends));
        expect(convictions(result)).toEqual({ ...NOTHING, outOfOrder: 1 });
      }),
    );
  });
});

test('what others wrote, and what stood in the log before the run, is not looked at', async () => {
  const runs = fc.tuple(
    runWith(() => true),
    honestRun,
  );
  await fc.assert(
    fc.asyncProperty(runs, async ([{ run, victim }, earlier]) => {
      const before = storedEvents(earlier.appends);
      const afterSeq = before.length;
      const moved = storedEvents(run.appends).map((event) => ({
        ...event,
        seq: event.seq + afterSeq,
      }));
      const strangers = eventsOf(victim.operation).map((event, index) => ({
        ...event,
        ...(event.agent === undefined ? {} : { agent: 'eve' }),
        seq: afterSeq + moved.length + index + 1,
        tsUs: 0,
        version: 1,
        system: false,
        stream: 'eve',
        payload: new Uint8Array(0),
        mac: macOf('eve'),
      }));
      const history = historyOf(run).map((record) =>
        record.receiptSeq === 0 ? record : { ...record, receiptSeq: record.receiptSeq + afterSeq },
      );
      const result = await auditRun({
        history,
        events: [...before, ...moved, ...strangers],
        log: INTACT,
        agents,
        afterSeq,
        store: new MemoryPartitions(2),
      });
      expect(result.status === 'done' && convictions(result)).toEqual(NOTHING);
    }),
  );
});

describe('the work may be split:', () => {
  /** Logs to which anything was done: events left out, repeated, exchanged, altered. */
  const mangled = fc
    .tuple(honestRun, fc.array(fc.tuple(fc.nat(3), fc.nat(), fc.nat()), { maxLength: 4 }))
    .map(([run, deeds]) => {
      const keyed = run.operations.filter(hasKey);
      let appends = run.appends.filter(({ operation }) => hasKey(operation));
      const history = historyOf({ operations: keyed, appends });
      for (const [deed, one, other] of deeds) {
        const victim = appends[one % Math.max(1, appends.length)];
        if (victim === undefined) continue;
        const stranger = { ...victim.operation, agent: other % 3 };
        const rest = appends.filter((append) => append !== victim);
        const at = other % appends.length;
        if (deed === 0) appends = rest;
        if (deed === 1) appends = [...appends, victim];
        if (deed === 2) appends = [...rest.slice(0, at), victim, ...rest.slice(at)];
        if (deed === 3) appends = [...rest, { operation: stranger, events: eventsOf(stranger) }];
      }
      const told = historyOf({ operations: keyed, appends });
      // Half of the agents were told of the log as it is, the others of what it should be.
      return {
        history: history.map((record, at) => told[at % 2 === 0 ? at : -1] ?? record),
        appends,
      };
    });

  test('whatever was done to a log, it is found as in the plainest audit', async () => {
    await fc.assert(
      fc.asyncProperty(mangled, fc.integer({ min: 1, max: 8 }), async (run, partitions) => {
        const events = storedEvents(run.appends);
        expect(convictions(await audit(run.history, events, partitions))).toEqual(
          referenceAudit(run.history, events),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('on disk as in memory', async () => {
    const folder = await scope.folder();
    await fc.assert(
      fc.asyncProperty(mangled, async ({ history, appends }) => {
        const events = storedEvents(appends);
        const store = new DiskPartitions(folder, 4, 200);
        const onDisk = await auditRun({ history, events, log: INTACT, agents, store });
        expect(onDisk).toEqual(await audit(history, events, 4));
        expect(await readdir(folder)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

test('convictions are counted beyond the examples that are kept', async () => {
  const operation = { agent: 0, kind: 'event', fate: 'ok' } as ModelOperation;
  const appends = Array.from({ length: 50 }, (_, number) => {
    const forger = { ...operation, number };
    return { operation: forger, events: eventsOf(forger) };
  });
  const result = await audit([], storedEvents(appends));
  expect(result.forged.count).toBe(50);
  expect(result.forged.examples).toHaveLength(20);
});

describe('a lie', () => {
  const isKeyed = ({ kind, fate }: ModelOperation) => kind === 'event' && fate !== 'fail';
  const withLie = (run: ModelRun, number: number, change: Partial<HistoryRecord>) =>
    historyOf(run).map((record) =>
      record.number === number ? { ...record, isLie: true, digest: '', ...change } : record,
    );
  const told = (outcome: HistoryRecord['outcome']) =>
    outcome === 'ok' ? { outcome } : { outcome, receiptSeq: 0, receiptMac: '' };

  test.each([
    ['whose answer is not known is convicted when the log holds it', 'info', { lies: 1 }],
    ['that was refused is forged when the log holds it', 'fail', { forged: 1 }],
    ['that was acknowledged is known by its answer', 'ok', {}],
  ] as const)('%s', async (_what, outcome, expected) => {
    await fc.assert(
      fc.asyncProperty(runWith(isKeyed), async ({ run, victim }) => {
        const { number } = victim.operation;
        const found = await audit(withLie(run, number, told(outcome)), storedEvents(run.appends));
        const counts = { ...convictions(found), lies: found.lies?.count };
        expect(counts).toEqual({ ...NOTHING, lies: 0, ...expected });
      }),
      { numRuns: 50 },
    );
  });
});
