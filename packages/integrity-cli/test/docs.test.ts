import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { alertSchema } from '@lighthouse/contract/watch-answer';
import { createScope } from '@lighthouse/testkit';
import { flipBit, segmentsOf } from './live-log.ts';
import { runHere } from './run-here.ts';
import { writeLog } from './written-log.ts';

const scope = createScope(afterEach);
const text = readFileSync(new URL('../../../docs/watching.md', import.meta.url), 'utf8');

/** The only command of the document that begins so, as arguments. */
function command(beginning: string): string[] {
  const lines = text.split('\n').filter((line) => line.startsWith(beginning));
  expect(lines).toHaveLength(1);
  const words = [...(lines[0] ?? '').matchAll(/"([^"]*)"|(\S+)/g)];
  return words.slice(1).map(([, quoted, plain]) => quoted ?? plain ?? '');
}

test('the commands of docs/watching.md do what it says', async () => {
  const { run: cwd, log, key } = await writeLog(scope, { events: 100 });
  for (const folder of ['data', 'keys']) mkdirSync(path.join(cwd, folder));
  renameSync(log, path.join(cwd, 'data/log'));
  renameSync(key, path.join(cwd, 'keys/keyring.json'));
  const [segment = ''] = segmentsOf(path.join(cwd, 'data/log'));
  flipBit(segment, 5000);
  const watching = command('lh-verify watch ').map((word) => (word === '9477' ? '0' : word));
  const watched = await runHere([...watching, '--once', '--ndjson'], { cwd });
  const [line = ''] = watched.stdout.split('\n');
  const told = alertSchema.parse(JSON.parse(line));
  if (told.kind === 'summary') throw new Error('a finding was expected');
  expect([watched.code, told.alert.finding.code]).toEqual([1, 'CORRUPT']);
  const resolving = command('lh-verify resolve ').with(2, told.alert.id);
  expect(await runHere(resolving, { cwd })).toMatchObject({ code: 0 });
  expect(text).toContain('`lh-verify audits/main`');
  expect(await runHere(['audits/main'], { cwd })).toMatchObject({ code: 0 });
  const drill = await runHere([...command('lh-verify drill '), '--help'], { cwd });
  expect([drill.code, drill.stdout]).toEqual([0, expect.stringContaining('--repeats')]);
});
