import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, runCli, toolBin, waitFor } from '@lighthouse/testkit';
import { sampleResult } from './sample-result.ts';

const scope = createScope(afterEach);
const BIN = toolBin('lh-report');

/** Two runs in ./runs, and a program that says what it was asked to open. */
async function desk() {
  const cwd = await scope.folder();
  for (const [name, startedAt] of [
    ['older', '2026-03-04T00:00:00.000Z'],
    ['newer', '2026-03-05T00:00:00.000Z'],
  ] as const) {
    await mkdir(path.join(cwd, 'runs', name), { recursive: true });
    const result = sampleResult();
    await writeFile(
      path.join(cwd, 'runs', name, 'result.json'),
      JSON.stringify({ ...result, run: { ...result.run, startedAt } }),
    );
  }
  await mkdir(path.join(cwd, 'bin'));
  const opener = path.join(cwd, 'bin/xdg-open');
  await writeFile(opener, '#!/bin/sh\nprintf %s "$1" > "$(dirname "$0")/opened"\n');
  await chmod(opener, 0o755);
  return { cwd, path: `${path.dirname(opener)}:${process.env['PATH'] ?? ''}` };
}

test('the page of the newest run is written, and shown where there is a display', async () => {
  const { cwd, path: PATH } = await desk();
  const page = path.join(cwd, 'runs/newer/report.html');
  const shown = await runCli(BIN, ['open'], { cwd, env: { PATH, DISPLAY: ':0' } });
  expect(shown).toMatchObject({ code: 0, stdout: `${page}\n`, stderr: '' });
  const opened = () => readFile(path.join(cwd, 'bin/opened'), 'utf8').catch(() => undefined);
  expect(await waitFor(opened, { what: 'the page is opened' })).toBe(page);
  expect(await readFile(page, 'utf8')).toMatch(/^<!doctype html>/);
});

test('without a display the path is printed, and why nothing was opened', async () => {
  const { cwd, path: PATH } = await desk();
  const env = { PATH, DISPLAY: '', WAYLAND_DISPLAY: '' };
  const printed = await runCli(BIN, ['open', 'runs/older'], { cwd, env });
  expect(printed).toMatchObject({ code: 0, stdout: `${cwd}/runs/older/report.html\n` });
  expect(printed.stderr).toContain('no display');
});
