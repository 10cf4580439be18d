import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type * as declared from '../../types/index.d.ts';
import { startBridge } from './bridge.ts';
import { runScenario } from './run-scenario.ts';
import { runTool } from './tool.ts';

const CLEAN_UP_TIMEOUT_MS = 60_000;

/**
 * Makes what a test needs, each in a folder of its own. What was made is stopped and removed in the
 * hook, newest first, also when the test throws; a clean-up that fails does not keep the others
 * from theirs.
 */
export const createFixtures: typeof declared.createFixtures = (hook) => {
  let cleanUps: (() => Promise<unknown>)[] = [];
  hook(async () => {
    const due = cleanUps.reverse();
    cleanUps = [];
    const errors: unknown[] = [];
    for (const cleanUp of due) await cleanUp().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw new AggregateError(errors, 'fixtures could not be cleaned up');
  }, CLEAN_UP_TIMEOUT_MS);

  const folder = async (): Promise<string> => {
    const made = await mkdtemp(path.join(tmpdir(), 'lighthouse-jest-'));
    cleanUps.push(() => rm(made, { recursive: true, force: true, maxRetries: 3 }));
    return made;
  };
  const own = (stop: () => Promise<unknown>): void => void cleanUps.push(stop);
  const store = async (): Promise<declared.Store> => {
    const within = await folder();
    const made = {
      folder: within,
      log: path.join(within, 'log'),
      key: path.join(within, 'keys/lighthouse.keyring.json'),
      enrolTokenFile: path.join(within, 'keys/enrol-token'),
    };
    await runTool('lh-bridge', ['init', '--log', made.log, '--key', made.key], within, own);
    return made;
  };
  return {
    folder,
    store,
    bridge: async (given) => startBridge(given ?? (await store()), own),
    runScenario: async (scenario, options = {}) =>
      runScenario(scenario, options, await folder(), own),
  };
};
