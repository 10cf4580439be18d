import { afterEach, expect, test } from '@jest/globals';
import { hasErrorCode } from '@lighthouse/contract';
import { seedOr } from '@lighthouse/testkit';
import fc from 'fast-check';
import { ALL_RULES } from '../src/rules.ts';
import { verifyLog } from '../src/verify/verify-log.ts';
import type { AppendRequest, EventLog, NewEvent, ReadOptions, StoredEvent } from '../src/types.ts';
import { keyRing, LOG_DIR, SimWorld } from './crash-world.ts';
import { ModelLog, plain, type ModelAnswer } from './model-log.ts';

/**
 * The real log, which a command may close and open again, and a subscription that outlives that.
 */
interface Real {
  readonly world: SimWorld;
  log: EventLog;
  readonly delivered: number[];
  subscription: Promise<void>;
  stop: AbortController;
}

type Command = fc.AsyncCommand<ModelLog, Real>;

const streams = ['a', 'b', 'c'] as const;
const agents = ['ann', 'bob'] as const;
const types = ['opened', 'closed'] as const;

const eventArbitrary: fc.Arbitrary<NewEvent> = fc
  .record(
    {
      type: fc.constantFrom(...types),
      stream: fc.constantFrom(...streams),
      payload: fc.uint8Array({ maxLength: 40 }),
      agent: fc.constantFrom(...agents),
      id: fc.integer({ min: 1, max: 60 }).map(String),
      session: fc.string({ minLength: 1, maxLength: 5, unit: 'grapheme' }),
      correlation: fc.constantFrom('c1', 'c2'),
      nonce: fc.integer({ min: 1, max: 3 }),
    },
    { requiredKeys: ['type', 'stream', 'payload'] },
  )
  .map((event) => event as NewEvent);

const expectedArbitrary = fc.dictionary(
  fc.constantFrom(...streams),
  fc.oneof(fc.constantFrom('any', 'none', 'exists'), fc.integer({ min: 0, max: 6 })),
  { maxKeys: 2 },
);

const requestArbitrary: fc.Arbitrary<AppendRequest> = fc
  .record(
    {
      events: fc.array(eventArbitrary, { minLength: 1, maxLength: 3 }),
      expected: expectedArbitrary,
      expectedSeq: fc.integer({ min: 0, max: 20 }),
      key: fc.constantFrom('k1', 'k2', 'k3', 'k4'),
    },
    { requiredKeys: ['events'] },
  )
  .map((request) => request as AppendRequest);

class Append implements Command {
  readonly #requests: readonly AppendRequest[];

  constructor(requests: readonly AppendRequest[]) {
    this.#requests = requests;
  }

  check(): boolean {
    return true;
  }

  async run(model: ModelLog, real: Real): Promise<void> {
    // Given all at once: later ones are judged by what the earlier ones will have done.
    const answers = this.#requests.map((request) => real.log.append(request));
    const outcomes = await Promise.allSettled(answers);
    for (const [index, request] of this.#requests.entries()) {
      const outcome = outcomes[index];
      if (outcome !== undefined) expect(answerOf(outcome)).toEqual(model.append(request));
    }
    expect(real.log.lastSeq).toBe(model.lastSeq);
    for (const stream of streams) {
      expect(real.log.streamVersion(stream)).toBe(model.versionOf(stream));
    }
  }

  toString(): string {
    return `append(${JSON.stringify(this.#requests.map((one) => ({ ...one, events: one.events.map(plain) })))})`;
  }
}

/** A question; its times are those of two events, or of none. */
interface Question {
  readonly options: ReadOptions;
  readonly fromSeq: number;
  readonly untilSeq: number;
}

class Read implements Command {
  readonly #question: Question;

  constructor(question: Question) {
    this.#question = question;
  }

  check(): boolean {
    return true;
  }

  async run(model: ModelLog, { log }: Real): Promise<void> {
    const { options, fromSeq, untilSeq } = this.#question;
    const all = await eventsOf(log, {});
    const [fromUs, untilUs] = [all[fromSeq - 1]?.tsUs, all[untilSeq - 1]?.tsUs];
    const times = { ...(fromUs && { fromUs }), ...(untilUs && { untilUs }) };
    const events = await eventsOf(log, { ...options, ...times });
    const seqs = {
      from: fromUs === undefined ? 0 : fromSeq,
      until: untilUs === undefined ? Infinity : untilSeq,
    };
    expect(events.map(({ seq }) => seq)).toEqual(model.read(options, seqs));
    for (const event of events) {
      const wanted = model.events[event.seq - 1];
      expect(event.version).toBe(wanted?.version);
      expect(wanted && plain(wanted.event)).toEqual(plain(event));
    }
  }

  toString(): string {
    return `read(${JSON.stringify(this.#question)})`;
  }
}

class Reopen implements Command {
  readonly #isKilled: boolean;

  constructor(isKilled: boolean) {
    this.#isKilled = isKilled;
  }

  check(): boolean {
    return true;
  }

  async run(model: ModelLog, real: Real): Promise<void> {
    real.stop.abort();
    await real.subscription;
    if (!this.#isKilled) await real.log.close();
    await open(real);
    expect(real.log.lastSeq).toBe(model.lastSeq);
  }

  toString(): string {
    return this.#isKilled ? 'kill and open' : 'close and open';
  }
}

class Idle implements Command {
  check(): boolean {
    return true;
  }

  async run(model: ModelLog, real: Real): Promise<void> {
    real.world.scheduler.fire();
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    // All that is durable has been delivered by now, once each and in order.
    expect(real.delivered).toEqual(model.events.map(({ seq }) => seq));
  }

  toString(): string {
    return 'idle';
  }
}

async function eventsOf(log: EventLog, options: ReadOptions): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of log.read(options)) events.push(event);
  return events;
}

function answerOf(
  outcome: PromiseSettledResult<Awaited<ReturnType<EventLog['append']>>>,
): ModelAnswer {
  if (outcome.status === 'rejected') {
    if (!hasErrorCode(outcome.reason)) throw outcome.reason;
    return { kind: 'refused', code: outcome.reason.code };
  }
  const { firstSeq, receipt, repeated } = outcome.value;
  return { kind: repeated ? 'repeated' : 'appended', firstSeq, lastSeq: receipt.seq };
}

async function open(real: Pick<Real, 'world'> & Partial<Real>): Promise<Real> {
  const { world } = real;
  const delivered = real.delivered ?? [];
  const log = await world.open(world.boot(() => undefined));
  const stop = new AbortController();
  const subscription = follow(log, delivered, stop.signal);
  return Object.assign(real, { world, delivered, log, stop, subscription });
}

async function follow(log: EventLog, delivered: number[], signal: AbortSignal): Promise<void> {
  for await (const { seq } of log.subscribe({ after: delivered.at(-1) ?? 0, signal })) {
    delivered.push(seq);
  }
}

const commands = [
  fc
    .array(requestArbitrary, { minLength: 1, maxLength: 4 })
    .map((requests) => new Append(requests)),
  fc
    .record(
      {
        stream: fc.constantFrom(...streams),
        type: fc.constantFrom(...types),
        agent: fc.constantFrom(...agents),
        correlation: fc.constantFrom('c1', 'c2'),
        after: fc.nat({ max: 30 }),
        before: fc.nat({ max: 60 }),
        limit: fc.nat({ max: 10 }),
        backwards: fc.boolean(),
      },
      { requiredKeys: [] },
    )
    .chain((options) => {
      // An event beyond the end has no time: then there is no condition.
      const seq = fc.oneof(fc.constant(0), fc.nat({ max: 40 }));
      return fc
        .tuple(seq, seq)
        .map(([fromSeq, untilSeq]) => ({ options: options as ReadOptions, fromSeq, untilSeq }));
    })
    .map((question) => new Read(question)),
  fc.boolean().map((isKilled) => new Reopen(isKilled)),
  fc.constant(new Idle()),
];

const worlds: SimWorld[] = [];

afterEach(async () => {
  for (const world of worlds.splice(0)) {
    const fs = world.boot(() => undefined);
    expect(await verifyLog({ dir: LOG_DIR, keyRing, fs })).toMatchObject({ value: 'intact' });
  }
});

test('the log does what a plain list does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 40 }), async (list) => {
      // Every other disk has indexes of its closed segments.
      const world = new SimWorld(worlds.length % 2 === 0 ? 1 : 7, ALL_RULES);
      worlds.push(world);
      let real: Real | undefined;
      const setup = async (): Promise<{ model: ModelLog; real: Real }> => {
        real = await open({ world });
        return { model: new ModelLog(), real };
      };
      await fc.asyncModelRun(setup, list);
      real?.stop.abort();
      await real?.subscription;
      await real?.log.close();
    }),
    { seed: seedOr(1), numRuns: 200 },
  );
});
