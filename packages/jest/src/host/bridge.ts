import { createInterface } from 'node:readline';
import type { Bridge, Store } from '../../types/index.d.ts';
import { startTool, stopTool, type Own } from './tool.ts';

interface Ready {
  readonly schema: string;
  readonly url: string;
  readonly pid: number;
}

const READY_TIMEOUT_MS = 20_000;

/**
 * Starts a bridge on a free port. Rejects with what it wrote to stderr when it ends before that, or
 * takes too long.
 */
export async function startBridge(store: Store, own: Own): Promise<Bridge> {
  const places = ['--log', store.log, '--key', store.key];
  const token = ['--enrol-token-file', store.enrolTokenFile];
  const args = ['serve', ...places, ...token, '--port', '0', '--json', '--stop-with-stdin'];
  const { child, end } = startTool('lh-bridge', args, store.folder, own);
  const ready = await new Promise<Ready>((resolve, reject) => {
    const { stdout } = child;
    if (stdout === null) throw new Error('the bridge was started without a pipe');
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      void stopTool(child, end);
    }, READY_TIMEOUT_MS);
    createInterface({ input: stdout }).on('line', (line) => {
      const message = parseReady(line);
      if (message === undefined) return;
      clearTimeout(timer);
      resolve(message);
    });
    const how = (code: number) =>
      isLate ? `was not ready within ${READY_TIMEOUT_MS} ms` : `ended with ${code}`;
    end.then(({ code, stderr }) => {
      clearTimeout(timer);
      reject(new Error(`lh-bridge ${how(code)}\n${stderr.trim()}`));
    }, reject);
  });
  return {
    url: ready.url,
    pid: ready.pid,
    store,
    stop: async () => void (await stopTool(child, end)),
  };
}

/** Undefined for any other line: what a bridge writes besides must not end a suite. */
function parseReady(line: string): Ready | undefined {
  try {
    const message = JSON.parse(line) as Ready;
    return message.schema === 'lighthouse/bridge-ready/1' ? message : undefined;
  } catch {
    return undefined;
  }
}
