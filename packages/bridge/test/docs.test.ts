import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from '@jest/globals';
import { PROBLEMS } from '@lighthouse/contract/api';
import { bridgeConfigSchema } from '@lighthouse/contract/bridge-config';
import { COMMAND_ACTIONS, defaultDecision } from '@lighthouse/contract/commands';
import { createScope, runCli, startCli, toolBin, workspaceRoot } from '@lighthouse/testkit';
import { loadConfig } from '../src/host/load-config.ts';
import { loadRules } from '../src/host/load-rules.ts';
import { DEFAULTS } from '../src/host/serve-options.ts';
import { Policy } from '../src/domain/policy.ts';
import { runHere } from './run-here.ts';

const scope = createScope(afterEach);
const execFileOf = promisify(execFile);
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

test('the requests of docs/bridge.md for clients of the predecessor are answered', async () => {
  const cwd = await scope.folder();
  const bin = toolBin('lh-bridge');
  expect((await runCli(bin, ['init'], { cwd })).code).toBe(0);
  const tokens = path.join(cwd, 'keys/access-tokens');
  await writeFile(tokens, 'a-token-of-mcp-server mcp_server\n', { mode: 0o600 });
  const flags = ['--port', '0', '--compat-token-file', tokens];
  const cli = startCli(scope, bin, flags, { cwd });
  const [, BRIDGE = ''] = await cli.waitForLine(/^listening on (http:\S+)$/);
  const { stdout, stderr } = await execFileOf('bash', ['-euc', codeBlock('sh compat')], {
    cwd,
    env: { ...process.env, BRIDGE },
  });
  expect(stderr).toBe('');
  const told = stdout.trim().split('\n');
  expect(told.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { approved: true },
    { status: 'stored' },
    { count: 1 },
    { count: 0 },
    { status: 'operational', active_agents: 1 },
  ]);
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

test('the configuration of docs/bridge.md says what there is to say, and the one of deploy/ is right', async () => {
  const file = path.join(await scope.folder(), 'lh-bridge.yaml');
  await writeFile(file, codeBlock('yaml config'));
  const config = loadConfig(file);
  const { $schema: _editors, ...all } = bridgeConfigSchema.shape;
  const left = Object.keys(all).filter((name) => !(name in config));
  expect(left).toEqual(['enrolTokenFile']);
  expect(Object.keys(config.limits ?? {})).toEqual(Object.keys(all.limits.unwrap().shape));
  const deployed = loadConfig(path.join(workspaceRoot(), 'deploy/lh-bridge.yaml'));
  expect(deployed).toMatchObject({ host: '127.0.0.1', port: DEFAULTS.port });
});

test('the unit and the container start lh-bridge as it can be started', async () => {
  const read = (name: string) => readFileSync(path.join(workspaceRoot(), 'deploy', name), 'utf8');
  const [, unit = ''] = /^ExecStart=\/usr\/bin\/env lh-bridge (.*)$/m.exec(
    read('systemd/lh-bridge.service'),
  )!;
  const { stdout } = await runHere(['serve', '--help'], { cwd: '/' });
  for (const [flag] of unit.matchAll(/--[a-z-]+/g)) expect(stdout).toContain(flag);
  const variables = [...read('Dockerfile').matchAll(/\b(LH_[A-Z_]+)=/g)];
  expect(variables.map(([, name]) => name)).toEqual(['LH_LOG', 'LH_KEY', 'LH_HOST', 'LH_PORT']);
  for (const [, name = ''] of variables)
    expect(stdout).toContain(`--${name.slice(3).toLowerCase().replaceAll('_', '-')}`);
});
