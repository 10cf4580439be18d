import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { workspaceRoot } from '@lighthouse/testkit';
import type { Scope } from '@lighthouse/testkit';
import type { Rules } from '@lighthouse/contract/rules';
import { createKeyRing, openLog, verifyLog } from '@lighthouse/event-store';
import type { EventLog, KeyRing } from '@lighthouse/event-store';
import { expect } from '@jest/globals';
import { Policy } from '../src/domain/policy.ts';
import { uiFiles } from '../src/host/load-ui.ts';
import { createServer } from '../src/http/server.ts';
import type { Route } from '../src/http/server.ts';
import type { AccessToken } from '../src/http/compat/compat-sessions.ts';
import type { Ui } from '../src/http/ui-routes.ts';
import type { Bridge } from '../src/service/bridge.ts';
import { expireReviews, expireSessions } from '../src/service/expire.ts';
import { expireTogether } from '../src/service/expire-together.ts';
import { openBridge } from '../src/service/open-bridge.ts';
import { DEFAULT_SETTINGS } from '../src/service/settings.ts';
import type { Settings } from '../src/service/settings.ts';

export const TOKEN = 'a-token-for-builders-and-experts';
export const COORDINATOR_TOKEN = 'a-token-for-coordinators';

export const VIEW_TOKEN = 'a-token-for-those-who-look';

function uiOf(watcher: string): Ui {
  const folder = pathToFileURL(`${workspaceRoot()}/packages/bridge/ui/`);
  return { token: VIEW_TOKEN, files: uiFiles(folder), askWatcher: async () => watcher };
}

export interface BridgeOptions {
  readonly settings?: Partial<Settings>;
  readonly rules?: Rules;
  /** Time passes only when it is pushed, however slow the machine is. */
  readonly isClockStill?: boolean;
  /** What the page says of the watcher; without, there is no page. */
  readonly watcher?: string;
  readonly accessTokens?: readonly AccessToken[];
}

/**
 * A bridge that listens on a real socket and writes to a real log, with a clock that a test can
 * push.
 */
export class TestBridge {
  readonly dir: string;
  readonly keyRing: KeyRing;
  readonly failures: unknown[] = [];
  readonly alerts: string[] = [];
  readonly #options: BridgeOptions;
  readonly #madeAtMs = Date.now();
  #clockAheadMs = 0;
  #running:
    | {
        bridge: Bridge;
        log: EventLog;
        stop: () => Promise<void>;
        url: string;
        routes: readonly Route[];
      }
    | undefined;

  constructor(dir: string, keyRing: KeyRing, options: BridgeOptions) {
    this.dir = dir;
    this.keyRing = keyRing;
    this.#options = options;
  }

  get url(): string {
    return this.#now.url;
  }

  get routes(): readonly Route[] {
    return this.#now.routes;
  }

  get bridge(): Bridge {
    return this.#now.bridge;
  }

  get logId(): string {
    return this.#now.log.logId;
  }

  readonly nowMs = (): number =>
    (this.#options.isClockStill === true ? this.#madeAtMs : Date.now()) + this.#clockAheadMs;

  pushClock(ms: number): void {
    this.#clockAheadMs += ms;
  }

  /** Does what the server does of its own accord now and then. */
  async sweep(): Promise<void> {
    expireSessions(this.bridge);
    await expireReviews(this.bridge);
    await expireTogether(this.bridge);
  }

  /** Resolves when everything that was asked of the log so far is in it. */
  async settle(): Promise<void> {
    await this.bridge.log.append({
      events: [{ type: '$heartbeat', stream: '$log', system: true, payload: Buffer.from('{}') }],
    });
  }

  async start(): Promise<void> {
    const { nowMs, keyRing, dir } = this;
    const clock = { nowUs: () => nowMs() * 1000 };
    const log = await openLog({ dir, keyRing, clock, random: randomBytes });
    const { settings = {}, rules = { rules: [] }, watcher, accessTokens } = this.#options;
    const bridge = await openBridge({
      log,
      policy: new Policy(rules),
      settings: { ...DEFAULT_SETTINGS, ...settings },
      nowMs,
      randomBytes,
      othersTurn: () => setImmediate(),
      onAlert: (kind, facts) => this.alerts.push(`${kind} ${JSON.stringify(facts)}`),
    });
    const server = createServer({
      bridge,
      tokens: [
        { token: TOKEN, roles: ['builder', 'expert'] },
        { token: COORDINATOR_TOKEN, roles: ['coordinator'] },
      ],
      accessTokens,
      ui: watcher === undefined ? undefined : uiOf(watcher),
      identity: { version: '1.2.3', pid: 1 },
      processFigures: () => ({ residentBytes: 1, heapBytes: 1, cpuSeconds: 1, openHandles: 1 }),
      onFailure: (error) => this.failures.push(error),
    });
    server.app.addHook('onResponse', (_request, reply, done) => {
      if (reply.statusCode >= 500) this.failures.push(`answered ${reply.statusCode}`);
      done();
    });
    const url = await server.app.listen({ host: '127.0.0.1', port: 0 });
    const stop = async () => {
      await server.drain();
      await log.close();
      expect([bridge.inFlight.count, bridge.inbox.streamCount]).toEqual([0, 0]);
    };
    this.#running = { bridge, log, stop, url, routes: server.routes };
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.stop();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  get #now() {
    if (this.#running === undefined) throw new Error('the bridge is not running');
    return this.#running;
  }
}

/** Verifies a log that was closed in order. */
export async function expectIntact(
  { dir, keyRing }: { readonly dir: string; readonly keyRing: KeyRing },
  nowMs: number,
): Promise<void> {
  const verdict = await verifyLog({ dir, keyRing, nowUs: nowMs * 1000, isClosed: true });
  expect(verdict).toMatchObject({ value: 'intact', findings: [] });
}

/**
 * Starts a bridge in a fresh folder. At the end nothing may have failed in it, every answer was
 * below 500, nothing is left open, and its log verifies.
 */
export async function startBridge(scope: Scope, options: BridgeOptions = {}): Promise<TestBridge> {
  const folder = await scope.folder();
  const keyRing = createKeyRing(path.join(folder, 'keyring.json'), { nowUs: Date.now() * 1000 });
  const bridge = new TestBridge(path.join(folder, 'log'), keyRing, options);
  const onRejection = (reason: unknown) => bridge.failures.push(reason);
  process.on('unhandledRejection', onRejection);
  await bridge.start();
  scope.onClose(async () => {
    await bridge.stop();
    process.off('unhandledRejection', onRejection);
    expect(bridge.failures).toEqual([]);
    await expectIntact(bridge, bridge.nowMs());
  });
  return bridge;
}
