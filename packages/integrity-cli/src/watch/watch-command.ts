import path from 'node:path';
import fs from 'node:fs';
import { listenAddressOf, type ListenAddress } from '@lighthouse/cli-kit/local-server';
import { LighthouseError } from '@lighthouse/contract/errors';
import { EXIT, type ExitCode } from '@lighthouse/contract/exit-codes';
import type { Alert, WatchAnswer } from '@lighthouse/contract/watch-answer';
import { loadKeyRing } from '@lighthouse/event-store';
import { loadSigningKey } from '@lighthouse/event-store/anchors';
import type { FileMark } from '@lighthouse/event-store/follow';
import { given } from '../judge-store.ts';
import { anchorsIn, exitCodeOfVerdict, witnessesIn } from '../audit-command.ts';
import { anchorsOf } from '../anchors/anchors-of.ts';
import { readWitness } from '../anchors/read-witness.ts';
import { toJsonLine } from '../render/escape-text.ts';
import type { ProgressView } from '../render/progress-view.ts';
import type { Styles } from '../render/styles.ts';
import { findKeyRing } from '../store/find-key-ring.ts';
import { locateLog, type Store } from '../store/locate-store.ts';
import { isAtLeast } from './alert-limit.ts';
import { renderAlert, renderSummary, statusView } from './render-watch.ts';
import { createCommandSink } from './sinks/command-sink.ts';
import { createFileSink } from './sinks/file-sink.ts';
import type { Sink } from './sinks/sink.ts';
import { readWebhookSecret } from './sinks/webhook-secret.ts';
import { createWebhookSink } from './sinks/webhook-sink.ts';
import { startStatusServer } from './status-server.ts';
import type { SweepRunner } from './sweeper.ts';
import type { WatchClock } from './watch-clock.ts';
import { durationOf, refuseInside, type WatchArgs } from './watch-flags.ts';
import { startWatch, type Watch } from './watch-session.ts';
import { WatchMetrics } from './metrics.ts';

/** What the command needs of the shell; cli-kit's Io has it. */
export interface WatchShell {
  readonly stdout: { readonly write: (text: string) => void; readonly colour: Styles };
  readonly progress: { readonly update: (view: ProgressView) => void; readonly end: () => void };
  readonly log: (level: 'warn' | 'info', text: string) => void;
  readonly signal: AbortSignal;
  readonly json: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** What it needs of the machine. */
export interface WatchHost {
  readonly tool: { readonly name: string; readonly version: string };
  readonly clock: WatchClock;
  readonly random: (count: number) => Uint8Array;
  readonly chance: () => number;
  readonly markOf: (file: string) => FileMark | undefined;
  readonly figures: () => WatchAnswer['process'];
  readonly makeFolder: () => string;
  readonly createSweeper: () => SweepRunner & { readonly stop: () => Promise<void> };
  /** The status page, as it is served. */
  readonly page: () => string;
}

/** Watches until a signal, `--for` or `--once` ends it; gives the exit code of the verdict. */
export async function runWatch(
  args: WatchArgs,
  shell: WatchShell,
  host: WatchHost,
): Promise<ExitCode> {
  if (args.ndjson && shell.json)
    throw new LighthouseError('LH_USAGE', '--json and --ndjson exclude each other');
  const plan = planOf(args, shell, host);
  const runner = host.createSweeper();
  const temporary = args.audit === undefined ? host.makeFolder() : undefined;
  const audit = temporary ?? path.resolve(shell.cwd, args.audit ?? '');
  if (temporary !== undefined)
    shell.log('info', 'no --audit: what is found is forgotten when this ends');
  try {
    const watch = await startWatch({
      ...plan,
      runner,
      audit,
      host,
      args,
      shell: shellOf(args, shell, plan.statusMs),
    });
    const server = plan.listen && (await serve(watch, plan.listen, host));
    if (server) shell.log('info', `status page: ${server.url}`);
    try {
      await untilEnd(watch, args, { shell, host });
    } finally {
      await server?.close();
    }
    const status = await watch.end();
    shell.progress.end();
    if (shell.json) shell.stdout.write(toJsonLine(status));
    else if (!args.ndjson) shell.stdout.write(renderSummary(status, shell.stdout.colour));
    return status.unverifiedCount > 0 && status.verdict === 'intact'
      ? EXIT.unknown
      : exitCodeOfVerdict(status.verdict);
  } finally {
    await runner.stop();
    if (temporary !== undefined) fs.rmSync(temporary, { recursive: true, force: true });
  }
}

/** Everything that is asked for and can be wrong, looked at before anything is begun. */
function planOf(args: WatchArgs, shell: WatchShell, host: WatchHost) {
  const { cwd } = shell;
  const absolute = (file: string | undefined) => file && path.resolve(cwd, file);
  const store = locateLog(args.store, cwd);
  const keyFile = findKeyRing(store, args.key, cwd);
  const keyRing = loadKeyRing(keyFile);
  refuseInside(absolute(args.audit), store.logDir, '--audit');
  refuseInside(absolute(args.alertFile), store.logDir, '--alert-file');
  refuseInside(absolute(args.checkpoint), store.logDir, '--checkpoint');
  const witnesses = witnessesIn(args, cwd);
  // Once now, so that what is no witness is refused before anything is begun.
  for (const folder of witnesses) readWitness(folder, { dir: store.logDir, keyRing });
  const signer =
    args.checkpoint === undefined
      ? undefined
      : loadSigningKey(path.resolve(cwd, given(args.signingKey, '--signing-key')));
  return {
    store,
    keyFile,
    auditKey: absolute(args.auditKey),
    checkpointFile: absolute(args.checkpoint),
    signer,
    anchors: anchorsOf(anchorsIn({ ...args, receipt: [], receipts: [] }, cwd)),
    witnesses,
    sinks: sinksOf(args, shell, host),
    intervalMs: durationOf(args.interval, '--interval', [10, 60_000]),
    statusMs: durationOf(args.statusInterval, '--status-interval', [10, 86_400_000]),
    pauseMs: durationOf(args.sweepPause, '--sweep-pause', [0, 86_400_000]),
    staleMs: args.stale && durationOf(args.stale, '--stale', [1000, 31_536_000_000]),
    forMs: args.for && durationOf(args.for, '--for', [1, 31_536_000_000]),
    listen: args.listen === undefined ? undefined : listenAddressOf(args.listen, '--listen'),
  } as const;
}

export type WatchPlan = Omit<ReturnType<typeof planOf>, 'store'> & { readonly store: Store };

function sinksOf(args: WatchArgs, { cwd, env }: WatchShell, host: WatchHost): Sink[] {
  const sinks: Sink[] = [];
  if (args.alertFile !== undefined) sinks.push(createFileSink(path.resolve(cwd, args.alertFile)));
  if (args.alertCommand !== undefined)
    sinks.push(createCommandSink({ program: args.alertCommand, args: args.alertArg, env, cwd }));
  for (const text of args.alertWebhook) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
      throw new LighthouseError('LH_USAGE', '--alert-webhook is not an address of HTTP', {
        hint: 'write https://…',
      });
    const secret = readWebhookSecret(
      path.resolve(cwd, given(args.webhookSecret, '--webhook-secret')),
    );
    sinks.push(createWebhookSink({ url, secret, clock: host.clock, chance: host.chance }));
  }
  return sinks;
}

/** How alerts and status reach the user. */
function shellOf(args: WatchArgs, shell: WatchShell, lineEveryMs: number) {
  const { stdout, progress, log } = shell;
  const isShown = (alert: Alert): boolean =>
    isAtLeast(
      alert.kind === 'summary' ? alert.worst : alert.alert.finding.severity,
      args.minSeverity,
    );
  return {
    warn: (text: string) => log('warn', text),
    onStatus: (status: WatchAnswer) =>
      progress.update({ ...statusView(status, stdout.colour), lineEveryMs }),
    onAlert: (alert: Alert, isSent: boolean) => {
      if (!isSent || !isShown(alert) || shell.json) return;
      stdout.write(args.ndjson ? toJsonLine(alert) : renderAlert(alert, stdout.colour));
    },
  };
}

async function serve(watch: Watch, address: ListenAddress, host: WatchHost) {
  const metrics = new WatchMetrics();
  return startStatusServer({
    address,
    page: host.page(),
    status: () => watch.status(),
    metrics: async () => metrics.render(watch.status()),
  });
}

async function untilEnd(
  watch: Watch,
  args: WatchArgs,
  { shell, host }: { readonly shell: WatchShell; readonly host: WatchHost },
): Promise<void> {
  const ends = [watch.failed];
  if (args.once) ends.push(watch.verifiedOnce);
  const forMs =
    args.for === undefined ? undefined : durationOf(args.for, '--for', [1, 31_536_000_000]);
  const over = new AbortController();
  const signal = AbortSignal.any([shell.signal, over.signal]);
  // Longer than anybody waits: a signal or another end comes first.
  ends.push(sleepFor(forMs ?? Infinity, host.clock, signal));
  try {
    await Promise.race(ends);
  } finally {
    over.abort();
  }
}

const SLEEP_MS_MAX = 3_600_000;

async function sleepFor(durationMs: number, clock: WatchClock, signal: AbortSignal): Promise<void> {
  for (let leftMs = durationMs; leftMs > 0 && !signal.aborted; leftMs -= SLEEP_MS_MAX)
    await clock.sleep(Math.min(leftMs, SLEEP_MS_MAX), signal);
}
