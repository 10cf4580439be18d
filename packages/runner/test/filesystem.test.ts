import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { filesystemAnswerSchema } from '@lighthouse/contract/run-answers';
import { createScope, runCli, startCli, toolBin, waitFor } from '@lighthouse/testkit';

const LH_RUN = toolBin('lh-run');
const scope = createScope(afterEach);
const LIMIT_MS = 60_000;

test(
  'lh-run filesystem measures every call, names the mount and leaves nothing behind',
  async () => {
    const cwd = await scope.folder();
    const wide = ['--mean-max', '1h', '--p95-max', '1h'];
    const args = ['filesystem', '--duration', '1s', '--workers', '2', ...wide, '--json'];
    const run = await runCli(LH_RUN, args, { cwd });
    const answer = filesystemAnswerSchema.parse(JSON.parse(run.stdout));
    expect(answer.mount).toMatchObject({ point: expect.any(String), type: expect.any(String) });
    const names = answer.operations.map(({ operation }) => operation);
    expect(names).toEqual(['create', 'write', 'fsync', 'read', 'rename', 'unlink']);
    for (const { latency } of answer.operations) expect(latency.count).toBe(answer.rounds);
    expect(readdirSync(cwd)).toEqual([]);
    const missing = await runCli(LH_RUN, ['filesystem', '--path', path.join(cwd, 'no')], { cwd });
    expect(missing.stderr).toContain('LH_INPUT_MISSING');
  },
  LIMIT_MS,
);

test(
  'lh-run filesystem that is stopped tells what it has and leaves nothing behind',
  async () => {
    const cwd = await scope.folder();
    const cli = startCli(scope, LH_RUN, ['filesystem', '--duration', '1h', '--workers', '2'], {
      cwd,
    });
    await waitFor(() => readdirSync(cwd).length > 0, { what: 'a file of the probe' });
    cli.kill('SIGINT');
    const ended = await cli.end;
    expect(ended.code).toBe(130);
    expect(readdirSync(cwd)).toEqual([]);
  },
  LIMIT_MS,
);
