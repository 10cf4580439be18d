import { cpSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { drillAnswerSchema } from '@lighthouse/contract/watch-answer';
import { createScope, runCli, toolBin } from '@lighthouse/testkit';
import { flipBit, openLiveLog, segmentsOf, traceOf } from './live-log.ts';

const scope = createScope(afterEach);
const bin = toolBin('lh-verify');

test('a drill tampers with a copy, measures what was noticed, and leaves the log as it was', async () => {
  const live = await openLiveLog(scope);
  await live.append(100);
  await live.writer.close();
  const before = traceOf(live.log);
  const kinds = ['flip a bit in an old', 'put an older copy', 'copy and touch'];
  const only = kinds.flatMap((kind) => ['--only', kind]);
  const args = [
    'drill',
    live.log,
    '--key',
    live.key,
    '--repeats',
    '1',
    '--timeout',
    '60s',
    ...only,
  ];
  const { code, stdout } = await runCli(bin, [...args, '--json'], { timeoutMs: 110_000 });
  const answer = drillAnswerSchema.parse(JSON.parse(stdout));
  expect(answer).toMatchObject({ isPassed: true, recall: 1, precision: 1 });
  expect(answer.classes.map(({ kind, detectedCount }) => [kind, detectedCount])).toEqual([
    ['tampering', 1],
    ['anchored', 1],
    ['undetectable', 0],
    ['harmless', 0],
  ]);
  expect(answer.classes[1]?.auditAlone).toEqual({ intact: 1 });
  expect(code).toBe(0);
  expect(traceOf(live.log)).toEqual(before);
}, 120_000);

test('a drill learns nothing from a log that is damaged already, nor from a kind that is none', async () => {
  const live = await openLiveLog(scope);
  await live.append(100);
  await live.writer.close();
  const copy = path.join(live.folder, 'copy');
  cpSync(live.log, copy, { recursive: true });
  flipBit(segmentsOf(copy)[0] ?? '', 3000);
  const damaged = await runCli(bin, ['drill', copy, '--key', live.key]);
  expect([damaged.code, damaged.stderr]).toEqual([1, expect.stringContaining('LH_LOG_DAMAGED')]);
  const none = await runCli(bin, ['drill', '--only', 'set fire']);
  expect([none.code, none.stderr]).toEqual([64, expect.stringContaining('cut out two events')]);
});
