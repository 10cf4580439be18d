import { afterEach, expect, test } from '@jest/globals';
import { SeededChance } from '../src/fs/sim-chance.ts';
import { SimDisk, type SimFault, type SimFs, type SimOperation } from '../src/fs/sim-fs.ts';
import { openLog } from '../src/open-log.ts';
import type { EventLog, StoredEvent } from '../src/types.ts';
import { verifyLog } from '../src/verify/verify-log.ts';
import { keyRing, SimScheduler } from './crash-world.ts';

const dir = '/log';
const opened: EventLog[] = [];

afterEach(async () => {
  for (const log of opened.splice(0)) await log.close().catch(() => undefined);
});

/** A disk on which operations of one kind fail as long as `fault.is` says so. */
function faultyDisk(operation: SimOperation) {
  const fault: { is: SimFault | undefined } = { is: undefined };
  const disk = new SimDisk(new SeededChance(1));
  const plan = (each: SimOperation): SimFault | undefined =>
    each === operation ? fault.is : undefined;
  return { disk, fault, fs: disk.boot(plan) };
}

async function open(fs: SimFs): Promise<EventLog> {
  let nowUs = 1_700_000_000_000_000;
  const log = await openLog({
    dir,
    fs,
    keyRing,
    clock: { nowUs: () => ++nowUs },
    scheduler: new SimScheduler(),
    processes: {
      self: () => ({ pid: 1, bootId: 'b', startTicks: 1 }),
      isRunning: () => false,
    },
  });
  opened.push(log);
  return log;
}

function append(log: EventLog, text: string): Promise<string> {
  const event = { type: 'noted', stream: 's', payload: Buffer.from(text) };
  return log.append({ events: [event], key: text }).then(
    ({ repeated }) => (repeated ? 'again' : 'durable'),
    (error: unknown) => String(Reflect.get(Object(error), 'code')),
  );
}

async function textsIn(log: EventLog): Promise<string[]> {
  const events: StoredEvent[] = [];
  for await (const event of log.read({ stream: 's' })) events.push(event);
  return events.map(({ payload }) => Buffer.from(payload).toString());
}

/** Two appends, of which one is being written and one waits for that. */
async function appendTwo(log: EventLog): Promise<readonly [Promise<string>, Promise<string>]> {
  const first = append(log, 'being written');
  // It is taken up when what is ready to run has run.
  await Promise.resolve();
  await Promise.resolve();
  return [first, append(log, 'waiting')];
}

test.each(['write', 'sync'] as const)(
  'a %s that fails stops the log: what was under way has no known outcome, and it can still be read',
  async (operation) => {
    const { disk, fault, fs } = faultyDisk(operation);
    const log = await open(fs);
    expect(await append(log, 'before')).toBe('durable');
    fault.is = 'EIO';
    const answers = await Promise.all(await appendTwo(log));
    expect(answers[0]).toBe('LH_OUTCOME_UNKNOWN');
    expect(['LH_OUTCOME_UNKNOWN', 'LH_LOG_READ_ONLY']).toContain(answers[1]);
    fault.is = undefined;
    expect(await append(log, 'after')).toBe('LH_LOG_READ_ONLY');
    expect(log.failure).toMatchObject({ code: 'LH_LOG_READ_ONLY' });
    expect(await textsIn(log)).toEqual(['before']);
    await log.close();
    // Opened again, the log knows; the same key makes a repetition harmless either way.
    const last = disk.boot();
    const again = await open(last);
    expect(await append(again, 'before')).toBe('again');
    for (const text of ['being written', 'waiting']) await append(again, text);
    expect((await textsIn(again)).toSorted()).toEqual(['before', 'being written', 'waiting']);
    await again.close();
    expect(await verifyLog({ dir, keyRing, fs: last })).toMatchObject({ value: 'intact' });
  },
);

test('a full disk refuses what waits, and the log goes on when there is room', async () => {
  const { fault, fs } = faultyDisk('write');
  const log = await open(fs);
  expect(await append(log, 'before')).toBe('durable');
  fault.is = 'ENOSPC';
  expect(await Promise.all(await appendTwo(log))).toEqual(['LH_DISK_FULL', 'LH_DISK_FULL']);
  expect(await append(log, 'no room yet')).toBe('LH_DISK_FULL');
  expect(log.failure).toBeUndefined();
  fault.is = undefined;
  expect(await append(log, 'after')).toBe('durable');
  expect(await textsIn(log)).toEqual(['before', 'after']);
  await log.close();
  expect(await verifyLog({ dir, keyRing, fs })).toMatchObject({ value: 'intact', lastSeq: 2 });
});
