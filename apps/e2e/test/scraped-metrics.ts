import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort, killGroup, runCli, startCli, toolBin, waitFor } from '@lighthouse/testkit';
import type { Scope } from '@lighthouse/testkit';

const LIMIT_MS = 60_000;

/** Lists the names of our metrics in a text; those of the parts of a histogram as its own. */
export function metricsIn(text: string): string[] {
  const names = text.match(/\b(?:lighthouse|lh_verify|lh_run)_[a-z0-9_]+/g) ?? [];
  return names.map((name) => name.replace(/_(bucket|count|sum)$/, ''));
}

/** Lets a Prometheus scrape a bridge, the watch of its log and a run; lists what it then knows. */
export async function scrapedMetrics(scope: Scope): Promise<Set<string>> {
  const folder = await scope.folder();
  const store = ['--log', 'log', '--key', 'keys/ring.json'];
  await runCli(toolBin('lh-bridge'), ['init', ...store], { cwd: folder });
  const bridge = startCli(
    scope,
    toolBin('lh-bridge'),
    ['serve', '--port', '0', '--json', ...store],
    {
      cwd: folder,
    },
  );
  const [, port = ''] = await bridge.waitForLine(/"url":"http:\/\/127\.0\.0\.1:(\d+)"/, LIMIT_MS);
  // Only what was asked for once is counted.
  await fetch(`http://127.0.0.1:${port}/ready`);
  const watchPort = String(await freePort());
  startCli(
    scope,
    toolBin('lh-verify'),
    ['watch', 'log', '--key', 'keys/ring.json', '--listen', watchPort],
    { cwd: folder },
  );
  const runPort = String(await freePort());
  const forLong = ['--duration', '2m', '--metrics-port', runPort];
  startCli(scope, toolBin('lh-run'), ['smoke', '--no-report', ...forLong], { cwd: folder });
  const targets = [port, watchPort, runPort].map((each) => `127.0.0.1:${each}`);
  const api = await startPrometheus(scope, folder, targets);
  return waitFor(
    async () => {
      const up = await fetch(`${api}/query?query=sum(up)`).then((answer) => answer.json(), none);
      const value = (up as { data?: { result?: [{ value: [number, string] }] } } | undefined)?.data
        ?.result?.[0]?.value[1];
      if (value !== '3') return undefined;
      const names = (await (await fetch(`${api}/label/__name__/values`)).json()) as {
        data: string[];
      };
      const known = new Set(names.data.flatMap((name) => [name, ...metricsIn(name)]));
      // The first operations of the run are counted when their second is over.
      return known.has('lh_run_operations_total') ? known : undefined;
    },
    { limitMs: LIMIT_MS, what: 'that all are scraped' },
  );
}

const none = () => undefined;

async function startPrometheus(
  scope: Scope,
  folder: string,
  targets: readonly string[],
): Promise<string> {
  const config = {
    global: { scrape_interval: '200ms', scrape_timeout: '200ms' },
    scrape_configs: [{ job_name: 'lighthouse', static_configs: [{ targets }] }],
  };
  const file = path.join(folder, 'prometheus.yml');
  writeFileSync(file, JSON.stringify(config));
  const port = await freePort();
  const child = spawn(
    'prometheus',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${path.join(folder, 'tsdb')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { detached: true, stdio: 'ignore' },
  );
  const { pid } = child;
  if (pid === undefined) throw new Error('cannot start prometheus');
  scope.onClose(() => killGroup(pid));
  const ready = () =>
    fetch(`http://127.0.0.1:${port}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await waitFor(ready, { limitMs: LIMIT_MS, what: 'that Prometheus is ready' });
  return `http://127.0.0.1:${port}/api/v1`;
}
