import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { PROBLEMS } from '@lighthouse/contract/api';
import { COMMAND_ACTIONS, defaultDecision } from '@lighthouse/contract/commands';
import { createScope, runCli, startCli, toolBin, workspaceRoot } from '@lighthouse/testkit';
import { loadRules } from '../src/host/load-rules.ts';
import { Policy } from '../src/domain/policy.ts';

const scope = createScope(afterEach);
const docs = readFileSync(path.join(workspaceRoot(), 'docs/bridge.md'), 'utf8');

function codeBlock(language: string): string {
  const [, block] = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(docs) ?? [];
  if (block === undefined) throw new Error(`docs/bridge.md has no ${language}`);
  return block;
}

test('the agent of docs/bridge.md joins, and its command is allowed', async () => {
  const cwd = await scope.folder();
  const bin = toolBin('lh-bridge');
  expect((await runCli(bin, ['init'], { cwd })).code).toBe(0);
  const cli = startCli(scope, bin, ['--port', '0'], { cwd });
  const [, url = ''] = await cli.waitForLine(/^listening on (http:\S+)$/);
  await writeFile(path.join(cwd, 'agent.mjs'), codeBlock('js'));
  const { code, stdout, stderr } = await runCli(path.join(cwd, 'agent.mjs'), [url], { cwd });
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain("decision: 'allowed'");
  cli.kill('SIGTERM');
  expect((await cli.end).code).toBe(0);
});

test('the rules of docs/bridge.md decide as it says', async () => {
  const file = path.join(await scope.folder(), 'rules.yaml');
  await writeFile(file, codeBlock('yaml'));
  const policy = new Policy(loadRules(file));
  const asked = ['file.delete', 'file.read', 'deploy.x', 'anything'];
  expect(asked.map((action) => policy.decide(action).decision)).toEqual([
    'denied',
    'allowed',
    'escalated',
    'escalated',
  ]);
});

test('docs/bridge.md names every problem with its status, and every family of the policy', () => {
  for (const [code, status] of Object.entries(PROBLEMS))
    expect(docs).toMatch(new RegExp(`^\\|[ \\d,]*\\b${status}\\b[ \\d,]*\\|.*\`${code}\``, 'm'));
  const [, table = ''] = /the built-in table decides: (.*)/.exec(docs) ?? [];
  const sentence = { allowed: 0, escalated: 1, denied: 2 };
  const parts = table.split(/ are (?:allowed|escalated|denied)/);
  for (const action of Object.values(COMMAND_ACTIONS).flat())
    expect(parts[sentence[defaultDecision(action)]]).toContain(`\`${action.split('.')[0]}\``);
});
