import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, runCli, toolBin } from '@lighthouse/testkit';
import type { Result } from '@lighthouse/contract';
import { sampleResult } from './sample-result.ts';
import { resultOf, shardsOf } from './sharded-run.ts';
import { hostileRun, killedRun, tamperedRun, unjudgedRun } from './sample-runs.ts';

const scope = createScope(afterEach);
const BIN = toolBin('lh-report');

async function makeRun(result: Result = sampleResult()): Promise<string> {
  const folder = path.join(await scope.folder(), 'runs', 'one');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'result.json'), JSON.stringify(result));
  return folder;
}

test('with no flag the page is written beside the result, and the terminal gets a summary and its path', async () => {
  const folder = await makeRun();
  const { code, stdout, stderr } = await runCli(BIN, [folder]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^GOOD {2}small {2}10 agents for 10\.5 s on the embedded bridge\n/);
  expect(stdout).toMatch(new RegExp(`\n${folder}/report\\.html\n$`));
  expect(await readdir(folder)).toEqual(['report.html', 'result.json']);
  expect(await readFile(path.join(folder, 'report.html'), 'utf8')).toMatch(/^<!doctype html>/);
});

test('a bad run is reported as well as a good one: the exit code says that the report is written', async () => {
  const runs = [tamperedRun(), killedRun(), unjudgedRun(), hostileRun()];
  const folders = await Promise.all(runs.map(makeRun));
  const { code, stdout } = await runCli(BIN, [...folders, '--quiet']);
  expect(code).toBe(0);
  expect(stdout).toBe(folders.map((folder) => `${folder}/report.html\n`).join(''));
});

test('of several runs each gets its page, and nothing that would go into one file', async () => {
  const [one, two] = [await makeRun(), await makeRun(killedRun())];
  const { code, stdout } = await runCli(BIN, [one, two, '-q']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${one}/report.html\n${two}/report.html\n` });
  expect(await readFile(path.join(two, 'report.html'), 'utf8')).toContain('Bad: small');
  const refused = await runCli(BIN, [one, two, '--junit', 'j.xml']);
  expect([refused.code, refused.stderr]).toEqual([64, expect.stringContaining('LH_USAGE')]);
});

test('the result can be named itself, relative to where one stands', async () => {
  const folder = await makeRun();
  const { code, stdout } = await runCli(BIN, ['one/result.json', '-q'], {
    cwd: path.dirname(folder),
  });
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'one/report.html\n' });
});

test('several formats are written at once, in folders that are made, and nothing else', async () => {
  const folder = await makeRun();
  const out = await scope.folder();
  const { code, stdout } = await runCli(
    BIN,
    [folder, '-q', '--html', 'a/b/page.html', '--markdown', 's.md', '--junit', 'j.xml'].concat([
      '--csv',
      'f.csv',
      '--series-csv',
      't.csv',
    ]),
    { cwd: out },
  );
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'a/b/page.html\ns.md\nj.xml\nf.csv\nt.csv\n',
  });
  expect((await readdir(out)).toSorted()).toEqual(['a', 'f.csv', 'j.xml', 's.md', 't.csv']);
  expect(await readdir(folder)).toEqual(['result.json']);
});

test('--json prints one object and says what was written', async () => {
  const folder = await makeRun();
  const page = path.join(folder, 'x.html');
  const { code, stdout } = await runCli(BIN, [folder, '--json', '--html', page]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 'lighthouse/report-summary/1',
    verdict: { value: 'good' },
    written: [{ format: 'html', path: page }],
  });
});

test('a dash sends a format to stdout, alone', async () => {
  const folder = await makeRun();
  const { stdout } = await runCli(BIN, [folder, '--junit=-']);
  expect(stdout).toMatch(/^<\?xml [\s\S]*<\/testsuites>\n$/);
  const both = await runCli(BIN, [folder, '--junit=-', '--markdown=-']);
  expect(both).toMatchObject({ code: 64, stdout: '' });
  expect(both.stderr).toContain('LH_USAGE');
});

test('--github adds to the summary of the step and annotates on stderr', async () => {
  const folder = await makeRun(killedRun());
  const file = path.join(folder, 'summary.md');
  await writeFile(file, 'before\n');
  const { code, stderr } = await runCli(BIN, [folder, '--github', '-q'], {
    env: { GITHUB_STEP_SUMMARY: file },
  });
  expect(code).toBe(0);
  expect(stderr).toMatch(/^::error title=.*\n::warning title=.*\n$/);
  expect(await readFile(file, 'utf8')).toMatch(/^before\n## ❌ Bad: small\n/);
  expect(await readdir(folder)).toEqual(['result.json', 'summary.md']);
});

test('--github elsewhere is a mistake', async () => {
  const result = await runCli(BIN, [await makeRun(), '--github'], {
    env: { GITHUB_STEP_SUMMARY: '' },
  });
  expect(result).toMatchObject({ code: 64, stdout: '' });
});

test('what is not there and what is not a run are told apart', async () => {
  const folder = await makeRun();
  const missing = await runCli(BIN, [path.join(folder, 'nothing')]);
  expect(missing.code).toBe(66);
  expect(missing.stderr).toMatch(/^lh-report: LH_INPUT_MISSING .*\n {2}path /);
  await writeFile(path.join(folder, 'result.json'), '{"schema":');
  const broken = await runCli(BIN, [folder]);
  expect(broken.code).toBe(66);
  expect(broken.stderr).toMatch(/^lh-report: LH_NOT_A_RUN .*only a part of it\n/);
});

test('a folder without a result says whether a run was there', async () => {
  const folder = await scope.folder();
  expect((await runCli(BIN, [folder])).stderr).toMatch(
    /LH_NOT_A_RUN[\s\S]*name the folder of a run/,
  );
  await writeFile(path.join(folder, 'plan.json'), '{}');
  expect((await runCli(BIN, [folder])).stderr).toMatch(/LH_NOT_A_RUN[\s\S]*before it could write/);
});

test('a result that cannot be read or written is an I/O failure', async () => {
  const folder = await makeRun();
  const loop = path.join(folder, 'loop');
  await symlink(loop, loop);
  expect(await runCli(BIN, [loop])).toMatchObject({ code: 74 });
  const full = await runCli(BIN, [folder, '--html', '/dev/full']);
  expect(full).toMatchObject({ code: 74, stdout: '' });
  expect(full.stderr).toContain('LH_DISK_FULL');
  await writeFile(path.join(folder, 'file'), '');
  const below = await runCli(BIN, [folder, '--html', path.join(folder, 'file', 'x.html')]);
  expect(below).toMatchObject({ code: 74, stdout: '' });
});

test('a report that could not be written leaves the old one, and nothing half done', async () => {
  const folder = await makeRun();
  const page = path.join(folder, 'report.html');
  await writeFile(page, 'old');
  await writeFile(
    path.join(folder, 'result.json'),
    JSON.stringify({
      ...sampleResult(),
      total: { ...sampleResult().total, latency: brokenLatency() },
    }),
  );
  const { code, stderr } = await runCli(BIN, [folder]);
  expect(code).toBe(66);
  expect(stderr).toMatch(/LH_NOT_A_RUN .*histogram[\s\S]*at +total\.latency\.hdr/);
  expect(await readFile(page, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['report.html', 'result.json']);
});

function brokenLatency(): Result['total']['latency'] {
  return { ...sampleResult().total.latency, hdr: 'AAAA' };
}

test('an existing report is replaced whole, whoever may only read it', async () => {
  const folder = await makeRun();
  const page = path.join(folder, 'report.html');
  await writeFile(page, 'old');
  await chmod(page, 0o444);
  expect((await runCli(BIN, [folder, '-q'])).code).toBe(0);
  expect(await readFile(page, 'utf8')).toMatch(/^<!doctype html>/);
});

test('the runs of a folder are listed, newest first, and those that cannot be read last', async () => {
  const runs = await scope.folder();
  const add = async (name: string, content: string) => {
    await mkdir(path.join(runs, name));
    await writeFile(path.join(runs, name, 'result.json'), content);
  };
  const { run } = sampleResult();
  await add('a-good', JSON.stringify(sampleResult()));
  await add(
    'b-newer',
    JSON.stringify({ ...killedRun(), run: { ...run, startedAt: '2026-03-05T00:00:00.000Z' } }),
  );
  await add('c-broken', '{}');
  await writeFile(path.join(runs, 'a-file'), '');
  const { code, stdout } = await runCli(BIN, ['list', runs]);
  expect(code).toBe(0);
  expect(stdout.split('\n').map((line) => line.split(/ +/)[0])).toEqual([
    'Verdict',
    'bad',
    'good',
    '–',
    '',
  ]);
  const json = await runCli(BIN, ['list', runs, '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({
    schema: 'lighthouse/run-list/1',
    runs: [
      { kind: 'run', verdict: 'bad' },
      { kind: 'run', verdict: 'good' },
      { kind: 'unreadable' },
    ],
  });
  expect((await runCli(BIN, ['list'], { cwd: runs })).code).toBe(66);
});

test('a mistyped flag is told what it might have meant', async () => {
  const { code, stderr } = await runCli(BIN, [await makeRun(), '--markdwon', 'x.md']);
  expect(code).toBe(64);
  expect(stderr).toContain('--markdown');
});

test('shards become a run in a folder of its own, and nothing is written over', async () => {
  const cwd = await scope.folder();
  const deeds = Array.from({ length: 40 }, (_, index) => ({
    agent: index % 10,
    op: 'command' as const,
    second: index % 4,
    outcome: 'ok' as const,
    latencyUs: 1000 + index,
    delayUs: 1,
  }));
  for (const [index, result] of shardsOf(deeds, 2).entries()) {
    await mkdir(path.join(cwd, `s${index + 1}`));
    await writeFile(path.join(cwd, `s${index + 1}/result.json`), JSON.stringify(result));
  }
  const { code, stdout } = await runCli(BIN, ['merge', 's1', 's2', '--out', 'all'], { cwd });
  const merged = JSON.parse(await readFile(path.join(cwd, 'all/result.json'), 'utf8')) as Result;
  expect(merged.counts).toEqual(resultOf(deeds).counts);
  expect(code).toBe({ good: 0, bad: 1, unknown: 2 }[merged.verdict.value]);
  expect(stdout).toMatch(/\nall\/report\.html\n$/);
  const again = await runCli(BIN, ['merge', 's1', 's2', '--out', 'all'], { cwd });
  expect(again.code).toBe(64);
  expect(again.stderr).toContain('there is a result in the folder already');
});
