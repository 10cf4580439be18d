import { expect, test } from '@jest/globals';
import type { LogVerdict } from '../src/types.ts';
import { createPartService } from '../src/verify/runs/part-service.ts';
import { verifyLog, type VerifyOptions } from '../src/verify/verify-log.ts';
import { memoryFs } from './memory-fs.ts';
import { MUTATIONS } from './mutations/campaign.ts';
import { Chance } from './mutations/chance.ts';
import { cleanLog, type CleanLog } from './mutations/clean-logs.ts';
import { LogBuilder, testRing } from './log-builder.ts';
import { KEY_HOLDER_CASES } from './mutations/key-holder-logs.ts';
import { MutableLog } from './mutations/mutable-log.ts';
import { seedOr } from './seed.ts';

const LOGS = 8;
const seed = seedOr(1);

/** Every frame by itself, as a reader would judge it that knows no other way. */
const ONE_BY_ONE = { runs: { at: () => undefined } };
/** So few names at a time that logs are walked again for the others. */
const FEW_NAMES = { namesMax: { streams: 4, names: 16 } };

function verify(
  log: Pick<CleanLog, 'ring'> & { readonly files: Map<string, Buffer> },
  options: Partial<VerifyOptions>,
): Promise<LogVerdict> {
  const fs = memoryFs(log.files);
  return verifyLog({ dir: 'log', keyRing: log.ring, fs, ...options });
}

/** Two threads that are none: they answer later, each part by itself. */
function workersFor(log: Pick<CleanLog, 'ring'> & { readonly files: Map<string, Buffer> }) {
  const check = createPartService({ dir: 'log', keyRing: log.ring, fs: memoryFs(log.files) });
  return {
    workers: { count: 2, check: async (request: Parameters<typeof check>[0]) => check(request) },
  };
}

async function expectOneVerdict(
  name: string,
  log: Pick<CleanLog, 'ring'> & { readonly files: Map<string, Buffer> },
  options: Partial<VerifyOptions> = {},
): Promise<void> {
  const plain = await verify(log, { ...options, ...ONE_BY_ONE });
  const told = (verdict: LogVerdict) => ({ name, ...verdict });
  expect(told(await verify(log, options))).toEqual(told(plain));
  expect(told(await verify(log, { ...options, ...workersFor(log) }))).toEqual(told(plain));
  expect(told(await verify(log, { ...options, ...FEW_NAMES }))).toEqual(told(plain));
}

test(`clean and mutated logs, from seed ${seed}, get one verdict, whoever looks for runs`, async () => {
  for (let each = seed; each < seed + LOGS; each++) {
    const clean = cleanLog(new Chance(each));
    await expectOneVerdict(`clean ${each}`, clean);
    for (const mutation of MUTATIONS) {
      const log = new MutableLog(clean);
      const expected = mutation.apply(log, new Chance(each));
      if (expected === undefined) continue;
      const files = { ring: clean.ring, files: log.files };
      await expectOneVerdict(`${mutation.name} ${each}`, files, expected.options);
    }
  }
}, 120_000);

test.each(KEY_HOLDER_CASES)('$name: one verdict, whoever looks for runs', async (broken) => {
  const { keys, files } = broken.build();
  const ring = testRing(keys.isSealed ? 1 : 2);
  const clock = broken.nowUs === undefined ? {} : { nowUs: broken.nowUs };
  await expectOneVerdict(broken.name, { ring, files }, clock);
});

test('whoever wrote before agents were registered is found afterwards, from the files', async () => {
  const builder = new LogBuilder();
  for (const agent of ['ann', undefined, 'eve', 'ann']) {
    builder.append([{ ...(agent !== undefined && { agent }) }, {}, { agent: 'bob' }]);
    if (agent === 'eve') builder.roll();
  }
  const { files } = builder.register('ann', ['*']).build();
  const log = { ring: testRing(), files };
  await expectOneVerdict('registered late', log);
  const { findings } = await verify(log, {});
  const agents = findings.map(({ code, agent, seqs }) => [code, agent, seqs?.[0]]);
  expect(agents.every(([code]) => code === 'FORGED_AGENT')).toBe(true);
  expect(agents.map(([, ...rest]) => rest)).toEqual([
    ['ann', 1],
    ['bob', 3],
    ['bob', 6],
    ['eve', 7],
    ['bob', 9],
    ['ann', 10],
    ['bob', 12],
  ]);
});

test('a log that is gone when others are to look at its parts is left to the verification', () => {
  const { ring } = cleanLog(new Chance(seed));
  const check = createPartService({ dir: 'log', keyRing: ring, fs: memoryFs(new Map()) });
  const part = { name: '00000000000000000001.lhseg', size: 1000, start: 192, end: 1000 };
  expect(check({ ...part, isFrameStart: true })).toBeUndefined();
});
