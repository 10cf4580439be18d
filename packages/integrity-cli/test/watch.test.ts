import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { addActiveKey } from '@lighthouse/event-store';
import { watchAnswerSchema } from '@lighthouse/contract/watch-answer';
import { backupLog } from '@lighthouse/event-store/life';
import { createScope, startCli, toolBin, waitFor } from '@lighthouse/testkit';
import {
  alertsOf,
  flipBit,
  openLiveLog,
  restoreByDeclaration,
  segmentsOf,
  traceOf,
  waitForCode,
} from './live-log.ts';
import type { LiveLog } from './live-log.ts';
import { runHere } from './run-here.ts';

const scope = createScope(afterEach);
const bin = toolBin('lh-verify');

/** So that a test need not wait for a line on how things stand. */
const OFTEN = ['--status-interval', '100ms'];

function startWatch({ log, key, audit }: LiveLog, args: readonly string[] = []) {
  const usual = ['watch', log, '--key', key, '--audit', audit, '--sweep-share', '50', ...OFTEN];
  return startCli(scope, bin, [...usual, '--ndjson', '-v', ...args]);
}

/** Ends a watch as a person would, and gives what it said last. */
async function endWatch(watch: ReturnType<typeof startWatch>) {
  watch.kill('SIGINT');
  return watch.end;
}

async function untilGreen(watch: ReturnType<typeof startWatch>): Promise<void> {
  await watch.waitForLine(/^intact, following/, 20_000);
}

test('a log that nobody touches is green once all of it was verified, and is left as it was', async () => {
  const live = await openLiveLog(scope);
  await live.append(300);
  await live.writer.close();
  const before = traceOf(live.log);
  const args = ['watch', live.log, '--key', live.key, '--once', '--json'];
  const { code, stdout } = await runHere(args);
  const answer = watchAnswerSchema.parse(JSON.parse(stdout));
  expect(answer).toMatchObject({ verdict: 'intact', unverifiedCount: 0, state: 'following' });
  expect(answer.follow).toMatchObject({ durableSeq: 300, verifiedSeq: 300 });
  expect(answer.sweep).toMatchObject({ lastVerifiedCount: 300, lastVerdict: 'intact' });
  expect(code).toBe(0);
  expect(traceOf(live.log)).toEqual(before);
});

test('what is appended while it is watched is verified, across segments and keys; SIGINT ends it', async () => {
  const live = await openLiveLog(scope);
  await live.append(20);
  const args = ['watch', live.log, '--key', live.key, '--audit', live.audit, ...OFTEN];
  const watch = startCli(scope, bin, args);
  await watch.waitForLine(/^(intact|unknown), following/, 20_000);
  for (let round = 0; round < 10; round++) await live.append(40);
  await watch.waitForLine(/^intact, following: event 420/, 20_000);
  await live.writer.rotateKey(addActiveKey(live.key));
  await live.append(20);
  await watch.waitForLine(/^intact, following: event 441/, 20_000);
  watch.kill('SIGINT');
  expect(await watch.end).toMatchObject({ code: 0 });
  expect(watch.stdout()).toMatch(/^intact: .*\n {2}watched .*, up to event 441\n/);
  expect(watch.stdout()).toMatch(/not verified {2}0\n {2}findings {2}0 open/);
  expect((await runHere([live.audit])).code).toBe(0);
});

test('a bit that is flipped in an old segment is found at once, named, and reported once', async () => {
  const live = await openLiveLog(scope);
  await live.append(300);
  const watch = startWatch(live, ['--ignore-file-times', '--sweep-pause', '50ms']);
  await untilGreen(watch);
  flipBit(segmentsOf(live.log)[1] ?? '', 5000);
  const before = traceOf(live.log);
  const alert = await waitForCode(watch, 'CORRUPT');
  expect(alert).toMatchObject({ kind: 'raised', alert: { source: 'sweep', state: 'open' } });
  await live.append(10);
  await watch.waitForLine(/^tampered, following: event 310/, 20_000);
  expect(await endWatch(watch)).toMatchObject({ code: 1 });
  expect(alertsOf(watch)).toHaveLength(1);
  expect(before.length).toBeGreaterThan(3);
});

test('the file system tells where to look first; a sweep need not come by', async () => {
  const live = await openLiveLog(scope);
  await live.append(300);
  const watch = startWatch(live, ['--sweep-pause', '1h']);
  await untilGreen(watch);
  flipBit(segmentsOf(live.log)[2] ?? '', 5000);
  const alert = await waitForCode(watch, 'CORRUPT');
  expect(alert).toMatchObject({ alert: { source: 'section' } });
  expect(await endWatch(watch)).toMatchObject({ code: 1 });
});

test('an older copy put in the place of the log is found by what the watch has seen', async () => {
  const live = await openLiveLog(scope);
  await live.append(100);
  const old = path.join(live.folder, 'old');
  cpSync(live.log, old, { recursive: true });
  await live.append(100);
  const watch = startWatch(live);
  await untilGreen(watch);
  await live.writer.close();
  renameSync(live.log, `${live.log}.new`);
  renameSync(old, live.log);
  await waitForCode(watch, 'ROLLBACK');
  expect(await endWatch(watch)).toMatchObject({ code: 1 });
  const audit = await runHere([live.log, '--key', live.key]);
  expect(audit.code).toBe(0);
});

test('a log that is put back from a backup by declaration is no rollback, seen or not', async () => {
  const live = await openLiveLog(scope);
  await live.append(100);
  const backup = path.join(live.folder, 'backup');
  await backupLog({ dir: live.log, to: backup });
  await live.append(100);
  await live.writer.close();
  expect(await startWatch(live, ['--once']).end).toMatchObject({ code: 0 });
  const watch = startWatch(live);
  await untilGreen(watch);
  const restored = path.join(live.folder, 'restored');
  await restoreByDeclaration(live, backup, restored);
  renameSync(live.log, `${live.log}.away`);
  renameSync(restored, live.log);
  await watch.waitForLine(/^intact, following: event 10\d, 0 unverified/, 20_000);
  expect(await endWatch(watch)).toMatchObject({ code: 0 });
  expect(alertsOf(watch)).toEqual([]);
  const next = startWatch(live, ['--once']);
  expect(await next.end).toMatchObject({ code: 0 });
  expect(alertsOf(next)).toEqual([]);
});

test('a rollback while nobody watched is found by the next watch, from its alert history', async () => {
  const live = await openLiveLog(scope);
  await live.append(100);
  const old = path.join(live.folder, 'old');
  cpSync(live.log, old, { recursive: true });
  await live.append(100);
  await live.writer.close();
  const first = startWatch(live, ['--once']);
  expect(await first.end).toMatchObject({ code: 0 });
  rmSync(live.log, { recursive: true });
  renameSync(old, live.log);
  const second = startWatch(live, ['--once']);
  expect(await second.end).toMatchObject({ code: 1 });
  expect(alertsOf(second)).toContainEqual(
    expect.objectContaining({
      alert: expect.objectContaining({ finding: expect.objectContaining({ code: 'ROLLBACK' }) }),
    }),
  );
});

test('a watch that was killed goes on where it was, without a gap and without a second alert', async () => {
  const live = await openLiveLog(scope);
  await live.append(200);
  const first = startWatch(live);
  await untilGreen(first);
  flipBit(segmentsOf(live.log)[0] ?? '', 3000);
  await waitForCode(first, 'CORRUPT');
  first.kill('SIGKILL');
  await first.end;
  await live.append(200);
  const second = startWatch(live, ['--once']);
  expect(await second.end).toMatchObject({ code: 1 });
  expect(alertsOf(second)).toEqual([]);
  expect((await runHere([live.audit])).code).toBe(0);
});

test('a store that vanishes is told, and watched again when it is back', async () => {
  const live = await openLiveLog(scope);
  await live.append(50);
  const watch = startWatch(live);
  await untilGreen(watch);
  await live.writer.close();
  renameSync(live.log, `${live.log}.away`);
  const alert = await waitForCode(watch, 'UNREADABLE');
  renameSync(`${live.log}.away`, live.log);
  await watch.waitForLine(/^unknown, following: event 50, 0 unverified/, 20_000);
  const id = alert.kind === 'summary' ? '' : alert.alert.id;
  const note = ['--note', 'the disk was mounted again', '--by', 'eva'];
  const resolved = await runHere(['resolve', live.audit, id, ...note]);
  expect(resolved).toMatchObject({ code: 0, stdout: `handed to the running watch: ${id}\n` });
  await waitFor(() => alertsOf(watch).find(({ kind }) => kind === 'resolved'), {
    limitMs: 10_000,
    what: 'the resolution',
  });
  expect(await endWatch(watch)).toMatchObject({ code: 0 });
  expect(alertsOf(watch).at(-1)).toMatchObject({
    kind: 'resolved',
    alert: { resolution: { note: 'the disk was mounted again', by: 'eva' } },
  });
});

test('a finding is resolved in the history when no watch has it open; a wrong id is refused', async () => {
  const live = await openLiveLog(scope);
  await live.append(100);
  await live.writer.close();
  flipBit(segmentsOf(live.log)[0] ?? '', 3000);
  const first = startWatch(live, ['--once']);
  expect(await first.end).toMatchObject({ code: 1 });
  const [alert] = alertsOf(first);
  const id = alert?.kind === 'raised' ? alert.alert.id : '';
  const wrong = await runHere(['resolve', live.audit, 'nothing', '--note', 'x']);
  expect([wrong.code, wrong.stderr.includes(id)]).toEqual([64, true]);
  const right = await runHere(['resolve', live.audit, id, '--note', 'known']);
  expect([right.code, right.stdout]).toEqual([0, `resolved ${id}\n`]);
  const second = startWatch(live, ['--once']);
  expect(await second.end).toMatchObject({ code: 0 });
  expect(alertsOf(second)).toEqual([]);
});

test('checkpoints are signed only of what was verified, and held against the log', async () => {
  const live = await openLiveLog(scope);
  await live.append(100);
  const signing = path.join(live.folder, 'monitor');
  const note = path.join(live.folder, 'checkpoint.note');
  const made = await runHere(['signing-key', signing, 'monitor']);
  const args = ['--checkpoint', note, '--signing-key', signing, '--once'];
  expect(await startWatch(live, args).end).toMatchObject({ code: 0 });
  expect(readFileSync(note, 'utf8').split('\n')[1]).toBe('100');
  const against = ['--against', note, '--against-key', made.stdout.trim()];
  const audit = await runHere([live.log, '--key', live.key, ...against]);
  expect(audit.code).toBe(0);
});

test.each([
  [['--listen', '0.0.0.0:0'], 64, /others can reach/],
  [['--listen', 'x'], 64, /not an address/],
  [['--interval', 'soon'], 64, /not a duration/],
  [['--alert-webhook', 'http://127.0.0.1:1/'], 64, /--webhook-secret is missing/],
  [['--alert-webhook', 'ftp://x/', '--webhook-secret', 'x'], 64, /not an address of HTTP/],
  [['--checkpoint', 'x'], 64, /--signing-key is missing/],
  [['--ndjson', '--json'], 64, /exclude each other/],
])('bad settings are told before anything is begun: %j', async (args, code, text) => {
  const live = await openLiveLog(scope);
  const end = await runHere(['watch', live.log, '--key', live.key, ...args]);
  expect([end.code, end.stderr + end.stdout]).toEqual([code, expect.stringMatching(text)]);
});

test('an alert history in the folder of the log is refused, and nothing is made there', async () => {
  const live = await openLiveLog(scope);
  const audit = path.join(live.log, 'audit');
  const end = await runHere(['watch', live.log, '--key', live.key, '--audit', audit]);
  expect([end.code, existsSync(audit)]).toEqual([64, false]);
});
