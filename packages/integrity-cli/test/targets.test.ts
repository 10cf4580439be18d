import { randomBytes } from 'node:crypto';
import { copyFileSync, cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { verifyAnswerSchema } from '@lighthouse/contract/verify-answer';
import { loadKeyRing, openLog } from '@lighthouse/event-store';
import { backupLog } from '@lighthouse/event-store/life';
import { createScope } from '@lighthouse/testkit';
import { flipBit, segmentsOf, traceOf } from './live-log.ts';
import { runHere } from './run-here.ts';
import { writeLog, type WrittenLog } from './written-log.ts';

const scope = createScope(afterEach);

function write(): Promise<WrittenLog> {
  return writeLog(scope, { events: 120, segmentBytes: 8192, perAppend: 5 });
}

async function auditOf(args: readonly string[]) {
  const { code, stdout, stderr } = await runHere([...args, '--json']);
  expect(stderr).toBe('');
  const answer = verifyAnswerSchema.parse(JSON.parse(stdout));
  const codes = answer.findings.map((finding) => finding.code);
  return { code, answer, codes };
}

test('one segment is audited by itself, in its folder and taken out of it', async () => {
  const { log, key } = await write();
  const [, second = '', third = ''] = segmentsOf(log);
  const before = traceOf(log);
  const inside = await auditOf([second]);
  expect([inside.code, inside.answer.store.kind]).toEqual([0, 'segment']);
  expect(inside.answer.log).toMatchObject({ segmentCount: 1 });
  const elsewhere = path.join(await scope.folder(), path.basename(third));
  copyFileSync(third, elsewhere);
  const outside = await auditOf([elsewhere, '--key', key]);
  expect(outside).toMatchObject({ code: 0, codes: [] });
  const first = Number(path.basename(third, '.lhseg'));
  expect(outside.answer.log.lastSeq).toBe(first + outside.answer.log.verifiedCount - 1);
  expect(traceOf(log)).toEqual(before);
  flipBit(elsewhere, 3000);
  const flipped = await auditOf([elsewhere, '--key', key]);
  expect([flipped.code, flipped.codes]).toEqual([1, ['CORRUPT']]);
  truncateSync(elsewhere, 2999);
  const cut = await auditOf([elsewhere, '--key', key]);
  expect(cut.code).not.toBe(0);
});

test('one segment is no log to watch', async () => {
  const { log, key } = await write();
  const { code, stderr } = await runHere(['watch', segmentsOf(log)[0] ?? '', '--key', key]);
  expect([code, stderr]).toEqual([66, expect.stringContaining('LH_NOT_A_LOG')]);
});

/** A log of which the first segments were archived. */
async function archivedLog() {
  const written = await write();
  const archive = path.join(written.run, 'archived');
  const opened = await openLog({
    dir: written.log,
    keyRing: loadKeyRing(written.key),
    clock: { nowUs: () => Date.now() * 1000 },
    random: randomBytes,
    limits: { segmentBytes: 8192 },
  });
  const stub = await opened.archive({ through: 60, to: archive });
  await opened.close();
  return { ...written, archive, lastSeq: stub?.receipt.seq ?? 0 };
}

test('a log that was archived from is intact by its signed record, and with its archive whole', async () => {
  const { log, key, archive, lastSeq } = await archivedLog();
  const alone = await auditOf([log, '--key', key]);
  expect([alone.code, alone.answer.log.lastSeq]).toEqual([0, lastSeq]);
  expect(alone.answer.log.verifiedCount).toBeLessThan(lastSeq);
  const both = await auditOf([log, '--key', key, '--archive', archive]);
  expect([both.code, both.answer.log.verifiedCount]).toEqual([0, lastSeq]);
});

test('what was done to an archive is found with it: a bit, a segment that is gone, another log', async () => {
  const { log, key, archive } = await archivedLog();
  const audit = [log, '--key', key, '--archive', archive];
  const [first = '', second = ''] = segmentsOf(archive);
  const kept = readFileSync(first);
  flipBit(first, 3000);
  expect(await auditOf(audit)).toMatchObject({ code: 1, codes: ['CORRUPT'] });
  expect((await auditOf([log, '--key', key])).code).toBe(0);
  writeFileSync(first, kept);
  const away = readFileSync(second);
  rmSync(second);
  expect(await auditOf(audit)).toMatchObject({ code: 1, codes: ['SEGMENT_MISSING'] });
  writeFileSync(second, away);
  const [foreign = ''] = segmentsOf((await write()).log);
  copyFileSync(foreign, first);
  expect((await auditOf(audit)).code).toBe(1);
});

test('an archive that is none is refused', async () => {
  const { log, key, run } = await write();
  const flags = ['--key', key, '--archive'];
  expect((await runHere([log, ...flags, path.join(run, 'gone')])).code).toBe(66);
  expect((await runHere([log, ...flags, run])).code).toBe(66);
  expect((await runHere([segmentsOf(log)[0] ?? '', ...flags, run])).code).toBe(64);
});

test('a backup is a log like any other, and is not when a byte of it is another', async () => {
  const { log, key } = await write();
  const to = path.join(await scope.folder(), 'backup');
  await backupLog({ dir: log, to });
  expect(await auditOf([to, '--key', key])).toMatchObject({ code: 0, codes: [] });
  flipBit(segmentsOf(to)[1] ?? '', 4000);
  expect(await auditOf([to, '--key', key])).toMatchObject({ code: 1, codes: ['CORRUPT'] });
});

test('a torn end of a log that was closed in order was torn by somebody', async () => {
  const { run, log, key } = await write();
  const copy = path.join(await scope.folder(), 'log');
  const last = segmentsOf(log).at(-1) ?? '';
  writeFileSync(last, randomBytes(100), { flag: 'a' });
  cpSync(log, copy, { recursive: true });
  // The folder of a run with a result says itself that its log was closed.
  expect((await auditOf([run])).code).toBe(1);
  expect((await auditOf([copy, '--key', key])).code).toBe(2);
  expect((await auditOf([copy, '--key', key, '--closed'])).code).toBe(1);
});
