import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { exportAnswerSchema } from '@lighthouse/contract/verify-answer';
import { exportEvents, type LineFormat } from '@lighthouse/event-store/life';
import { createScope } from '@lighthouse/testkit';
import { flipBit, openLiveLog, segmentsOf, type LiveLog } from './live-log.ts';
import { runHere } from './run-here.ts';

const scope = createScope(afterEach);

async function exported(format: LineFormat = 'jsonl') {
  const live = await openLiveLog(scope);
  await live.append(30);
  const file = path.join(live.folder, 'export');
  await writeExport(live, file, format);
  return { live, file };
}

async function writeExport({ writer }: LiveLog, file: string, format: LineFormat): Promise<void> {
  const { logId } = writer;
  for await (const line of exportEvents(writer.read(), { format, logId }))
    appendFileSync(file, line);
}

async function check(file: string, live?: LiveLog) {
  const of = live === undefined ? [] : ['--log', live.log, '--key', live.key];
  const { code, stdout, stderr } = await runHere(['check-export', file, '--json', ...of]);
  expect(stderr).toBe('');
  return { code, answer: exportAnswerSchema.parse(JSON.parse(stdout)) };
}

function editLines(file: string, edit: (lines: string[]) => string[]): void {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  writeFileSync(
    file,
    edit(lines)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

describe.each(['jsonl', 'cloudevents'] as const)('an export in the form %s', (format) => {
  test('is intact against its log, and unknown without it', async () => {
    const { live, file } = await exported(format);
    const against = await check(file, live);
    expect(against.answer).toMatchObject({
      verdict: 'intact',
      format,
      comparedCount: 30,
      doubts: [],
    });
    const alone = await check(file);
    expect(alone.answer).toMatchObject({ verdict: 'unknown', eventCount: 30, findingCount: 0 });
    expect(alone.answer.doubts).not.toEqual([]);
    expect([against.code, alone.code]).toEqual([0, 2]);
  });

  test('is tampered with when a line was edited, which only the log can show', async () => {
    const { live, file } = await exported(format);
    editLines(file, (lines) => lines.map((line) => line.replaceAll('task.noted', 'task.voted')));
    expect((await check(file)).code).toBe(2);
    const { code, answer } = await check(file, live);
    expect(answer).toMatchObject({ verdict: 'tampered', findingCount: 30 });
    expect(answer.findings[0]).toMatchObject({ code: 'TAMPERED', line: 1, seq: 1 });
    expect(code).toBe(1);
  });
});

test.each([
  [
    'exchanged',
    'REORDER',
    (lines: string[]) => lines.with(3, lines[4] ?? '').with(4, lines[3] ?? ''),
  ],
  ['repeated', 'DUPLICATE', (lines: string[]) => lines.toSpliced(4, 0, lines[3] ?? '')],
  ['cut off', 'CORRUPT', (lines: string[]) => lines.with(-1, lines[29]?.slice(0, 90) ?? '')],
])('lines that are %s are a finding %s without the log', async (_what, code, edit) => {
  const { file } = await exported();
  editLines(file, edit);
  const { code: exit, answer } = await check(file);
  expect(answer.findings.map((finding) => finding.code)).toContain(code);
  expect(exit).toBe(1);
});

test('events that are left out are counted, and no finding: an export may be of a selection', async () => {
  const { live, file } = await exported();
  editLines(file, (lines) => lines.toSpliced(10, 5));
  expect((await check(file, live)).answer).toMatchObject({ verdict: 'intact', leftOutCount: 5 });
});

test('events behind the end of an intact log are a rollback of one of the two', async () => {
  const { live, file } = await exported();
  const other = await exported();
  await other.live.append(5);
  await writeExport(live, file, 'jsonl');
  editLines(file, (lines) => [
    ...lines.slice(0, 30),
    (lines[29] ?? '').replace('"seq":30', '"seq":31').replace('"version":30', '"version":31'),
  ]);
  expect((await check(file, live)).answer.findings.map(({ code }) => code)).toContain('ROLLBACK');
});

test('against a log that is damaged nothing is called intact', async () => {
  const { live, file } = await exported();
  await live.writer.close();
  flipBit(segmentsOf(live.log)[0] ?? '', 3000);
  const { code, answer } = await check(file, live);
  expect(answer).toMatchObject({ verdict: 'unknown', log: { verdict: 'tampered' } });
  expect(code).toBe(2);
});

test('what is no export is said to be none, and zeros without end are not read to their end', async () => {
  const { file } = await exported();
  writeFileSync(file, 'hello\nworld\n');
  const none = await runHere(['check-export', file]);
  expect(none).toMatchObject({ code: 64, stdout: '' });
  expect(none.stderr).toContain('there is no exported event in the file');
  writeFileSync(file, Buffer.alloc(34 << 20));
  const zeros = await runHere(['check-export', file]);
  expect(zeros.code).toBe(64);
  expect(zeros.stderr).toContain('a line is too long');
  const missing = await runHere(['check-export', `${file}.not`]);
  expect(missing.code).toBe(66);
});
