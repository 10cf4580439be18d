import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { dryRunAnswerSchema } from '@lighthouse/contract/run-answers';
import { createScope } from '@lighthouse/testkit';
import { runHere } from './run-here.ts';

const scope = createScope(afterEach);

// Nobody listens there: who reached for it would fail.
const SCENARIO = `name: shown
target: { bridge: 'http://127.0.0.1:1' }
agents:
  - { role: builder, count: 4, rate: 5/s, arrival: constant }
  - { role: builder, count: 2, think: 1s }
  - { role: builder, count: 1, rate: 10/s, behaviour: replay }
  - { role: expert, count: 2 }
load: { ramp: 0s, hold: 20s, warmup: 2s }
faults:
  - { id: slow, kind: latency, at: 5s, for: 3s, latency: 100ms, agents: { share: 0.5 } }
thresholds: ['latency{op:command}': p(99) < 100ms]
`;

async function scenarioFile() {
  const cwd = await scope.folder();
  const file = path.join(cwd, 'shown.yaml');
  writeFileSync(file, SCENARIO);
  return { cwd, file };
}

test('a dry run tells as JSON what would be done, and neither reaches nor writes anything', async () => {
  const { cwd, file } = await scenarioFile();
  const { code, stdout } = await runHere([file, '--dry-run', '--json', '--seed', '7'], { cwd });
  expect(code).toBe(0);
  const answer = dryRunAnswerSchema.parse(JSON.parse(stdout));
  expect(answer).toMatchObject({
    seed: 7,
    target: 'http://127.0.0.1:1',
    agents: 9,
    load: { rampMs: 0, warmupMs: 2000, endMs: 20_000 },
    faults: [{ id: 'slow', kind: 'latency', atMs: 5000, endMs: 8000 }],
    thresholds: [{ metric: 'latency{op:command}', limit: 'p(99) < 100ms' }],
  });
  const { safe = 0, risky = 0, complex = 0 } = answer.groups[0]?.operations ?? {};
  expect(safe + risky + complex).toBe(4 * 5 * 20);
  expect(answer.groups.map(({ waitsForAnswers }) => waitsForAnswers)).toEqual([
    false,
    true,
    false,
    false,
  ]);
  expect(answer.operations['attack']).toBeGreaterThan(100);
  const plan = await runHere(['plan', file, '--json', '--seed', '7'], { cwd });
  expect(JSON.parse(plan.stdout)).toMatchObject({ name: 'shown', agentCount: 9 });
  expect(readdirSync(cwd)).toEqual(['shown.yaml']);
});

test('a dry run of a shard has its agents alone, and says what it would do in words', async () => {
  const { cwd, file } = await scenarioFile();
  const args = [file, '--dry-run', '--shard', '2/3'];
  const { stdout } = await runHere([...args, '--json'], { cwd });
  expect(dryRunAnswerSchema.parse(JSON.parse(stdout))).toMatchObject({
    agents: 3,
    shard: { number: 2, of: 3 },
    operations: { session: 3 },
  });
  const text = (await runHere([file, '--dry-run'], { cwd })).stdout;
  expect(text).toMatch(/operations {2,}\d+ commands \(\d+ safe, .*\), \d+ attacks, 9 sessions/);
  expect(text).toMatch(/and up to \d+ reviews: one for each risky command/);
  expect(text).toContain('nothing was started: --dry-run');
});

test('what is wrong with a shard is wrong in a dry run too', async () => {
  const { cwd, file } = await scenarioFile();
  expect((await runHere([file, '--dry-run', '--shard', '9/3'], { cwd })).code).toBe(64);
});
