import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, runCli, toolBin, workspaceRoot } from '@lighthouse/testkit';
import { parse, parseAllDocuments } from 'yaml';
import { metricsIn, scrapedMetrics } from './scraped-metrics.ts';

const scope = createScope(afterEach);
const DEPLOY = path.join(workspaceRoot(), 'deploy');
const TOOLS = ['lh-doctor', 'lh-run', 'lh-verify', 'lh-report', 'lh-bridge'];

const read = (name: string) => readFileSync(path.join(DEPLOY, name), 'utf8');

interface Container {
  readonly name: string;
  readonly args?: string[];
  readonly command?: string[];
  readonly securityContext?: Record<string, unknown>;
  readonly resources?: { readonly limits?: Record<string, string> };
}

/** Every container that the manifests of Kubernetes start. */
function containersOf(file: string): Container[] {
  return parseAllDocuments(read(file)).flatMap((document) => {
    const { spec } = document.toJS() as {
      spec: { template?: { spec: { containers: Container[]; initContainers?: Container[] } } };
    };
    const pod = spec.template?.spec;
    return pod === undefined ? [] : [...(pod.initContainers ?? []), ...pod.containers];
  });
}

interface Compose {
  readonly services: Record<
    string,
    { command?: string[]; read_only?: boolean; cap_drop?: string[]; ports?: string[] }
  >;
}
const compose = (): Compose => parse(read('compose.yaml'), { merge: true }) as Compose;

/** The command lines of our tools in all manifests. */
function commandLines(): string[][] {
  const services = Object.values(compose().services).map(({ command }) => command ?? []);
  const containers = ['bridge.yaml', 'run.yaml'].flatMap((file) =>
    containersOf(`kubernetes/${file}`).map(({ args, command }) => args ?? command ?? []),
  );
  return [...services, ...containers]
    .map((words) => (words.length === 1 ? (words[0] ?? '').split('|| ').slice(1) : words))
    .map((words) => (words.length === 1 ? (words[0] ?? '').split(' ') : words))
    .filter(([tool]) => TOOLS.includes(tool ?? ''));
}

test('every flag in the manifests is one that the tool knows', async () => {
  const lines = commandLines();
  expect(new Set(lines.map(([tool]) => tool))).toEqual(
    new Set(['lh-bridge', 'lh-verify', 'lh-run']),
  );
  for (const [tool = '', ...words] of lines) {
    const [first = ''] = words;
    const command = ['serve', 'init', 'watch'].includes(first) ? [first] : [];
    const { stdout } = await runCli(toolBin(tool), [...command, '--help']);
    const flags = words.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0]);
    expect(flags.filter((flag) => !stdout.includes(`${flag} `))).toEqual([]);
  }
});

test('no container may do more than it must', () => {
  for (const { name, securityContext, resources } of [
    ...containersOf('kubernetes/bridge.yaml'),
    ...containersOf('kubernetes/run.yaml'),
  ]) {
    expect([name, securityContext]).toEqual([
      name,
      {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
    ]);
    expect(resources?.limits?.['memory']).toMatch(/^\d+[MG]i$/);
  }
  for (const service of Object.values(compose().services)) {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    expect(service.ports?.every((port) => port.startsWith('127.0.0.1:')) ?? true).toBe(true);
  }
  expect(read('Dockerfile')).toMatch(/\nUSER 10001:10001\n/);
});

const PROMETHEUS = 'Prometheus is not installed here';

test('the rules of Prometheus are valid and their tests pass', () => {
  if (!hasProgram('promtool')) return skipped(PROMETHEUS);
  const promtool = (...args: string[]) =>
    execFileSync('promtool', args, { cwd: DEPLOY, stdio: ['ignore', 'pipe', 'pipe'] });
  promtool('check', 'config', 'prometheus/prometheus.yml');
  promtool('test', 'rules', 'prometheus/alerts.test.yml');
});

test('a real Prometheus scrapes every metric that rules, dashboard and page name', async () => {
  if (!hasProgram('prometheus')) return skipped(PROMETHEUS);
  const known = await scrapedMetrics(scope);
  const docs = readFileSync(path.join(workspaceRoot(), 'docs/operation.md'), 'utf8');
  const named = [read('prometheus/alerts.yml'), read('grafana/dashboards/lighthouse.json'), docs];
  const metrics = new Set(named.flatMap(metricsIn));
  expect(metrics.size).toBeGreaterThan(15);
  // Nothing has happened yet that these would count.
  const notYet = new Set([
    'lh_verify_deliveries_total',
    'lh_verify_findings',
    'lh_run_errors_total',
    'lh_run_fault_active',
    'lh_run_lies_total',
  ]);
  expect([...metrics].filter((name) => !known.has(name) && !notYet.has(name))).toEqual([]);
}, 120_000);

function hasProgram(name: string): boolean {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Elsewhere it may be missing; in CI it has to be there. */
function skipped(reason: string): void {
  writeFileSync(process.stderr.fd, `skipped: ${reason}\n`);
  expect([reason, process.env['CI']]).toEqual([reason, undefined]);
}
