import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { resultSchema, RUN_FILES } from '@lighthouse/contract';
import { createScope, runCli, toolBin } from '@lighthouse/testkit';
import { capacityAnswerSchema } from '@lighthouse/contract/run-answers';

const scope = createScope(afterEach);
const LIMIT_MS = 120_000;

test(
  'lh-run capacity answers with levels that were run and audited, and stops at --max',
  async () => {
    const cwd = await scope.folder();
    writeFileSync(
      path.join(cwd, 'crowd.yaml'),
      'name: crowd\nagents: [{ role: builder, count: 4, rate: 5/s }]\nload: { ramp: 100ms }\n',
    );
    // Nobody has a say in how fast a busy machine is: an answer within 20 s counts as one.
    const slo = ['--slo', 'latency: max < 20s'];
    const bounds = ['--max', '8', '--step', '1s', '--workers', '1'];
    const args = ['capacity', 'crowd.yaml', ...slo, ...bounds, '--out', 'found', '--json'];
    const { stdout } = await runCli(toolBin('lh-run'), args, { cwd, timeoutMs: LIMIT_MS });
    const answer = capacityAnswerSchema.parse(JSON.parse(stdout));
    expect(answer.steps.map(({ level }) => level).slice(0, 2)).toEqual([4, 8]);
    expect(answer.stop).toBe('max');
    const folders = readdirSync(path.join(cwd, 'found')).toSorted();
    expect(folders).toHaveLength(answer.steps.length);
    for (const [index, step] of answer.steps.entries()) {
      const folder = path.join(cwd, 'found', folders[index] ?? '');
      const text = readFileSync(path.join(folder, RUN_FILES.result), 'utf8');
      const { agents, audit, counts, verdict } = resultSchema.parse(JSON.parse(text));
      expect(agents.planned).toBe(step.level);
      expect(audit).toMatchObject({ status: 'done', log: { value: 'intact' } });
      expect(counts.ok).toBeGreaterThan(0);
      expect(step.outcome === 'held').toBe(verdict.value === 'good');
      // What convicts nobody is not worth its place on the disk.
      expect(existsSync(path.join(folder, RUN_FILES.log))).toBe(false);
    }
  },
  LIMIT_MS,
);
