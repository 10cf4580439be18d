import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { resultSchema, RUN_FILES } from '@lighthouse/contract';
import { sweepAnswerSchema } from '@lighthouse/contract/run-answers';
import { createScope } from '@lighthouse/testkit';
import { runHere } from './run-here.ts';

const scope = createScope(afterEach);
const LIMIT_MS = 60_000;

test(
  'lh-run sweep answers as its schema says, with what each of its runs found',
  async () => {
    const cwd = await scope.folder();
    const file = path.join(cwd, 'crowd.yaml');
    writeFileSync(
      file,
      [
        'name: crowd',
        'agents: [{ role: builder, count: 4, rate: 10/s, arrival: constant }]',
        'load: { ramp: 0s, hold: 1s }',
        // Kept by four honest agents, and out of the reach of two.
        "thresholds: [{ 'operations{behaviour:honest}': count >= 30 }]",
        'invariants: [log-intact]',
      ].join('\n'),
    );
    const flags = ['--liars', '0,50%', '--workers', '1', '--out', 'swept', '--json'];
    const { code, stdout } = await runHere(['sweep', file, ...flags], { cwd });
    const answer = sweepAnswerSchema.parse(JSON.parse(stdout));
    expect(answer.points.map(({ liars }) => liars)).toEqual([0, 0.5]);
    // What a generator without time to spare does not reach is not the target's fault.
    const last = readFileSync(path.join(answer.points[1]?.folder ?? '', RUN_FILES.result), 'utf8');
    const { limited } = resultSchema.parse(JSON.parse(last)).generator;
    expect(answer.breakingShare).toBe(limited ? null : 0.5);
    expect(code).toBe(limited ? 2 : 1);
    for (const {
      folder,
      verdict,
      reasons,
      attempts,
      accepted,
      decisions,
      liars,
    } of answer.points) {
      const text = readFileSync(path.join(folder, RUN_FILES.result), 'utf8');
      const result = resultSchema.parse(JSON.parse(text));
      expect(result.verdict).toEqual({ value: verdict, reasons });
      // The load lasts a second.
      const honest = result.slices.find(
        ({ op, behaviour }) => op === 'command' && behaviour === 'honest',
      );
      expect(decisions).toBe(honest?.counts.ok);
      expect(attempts > 0).toBe(liars > 0);
      expect(accepted).toBe(0);
    }
  },
  LIMIT_MS,
);
