import { createInterface } from 'node:readline';
import { startTool, stopTool, type Own } from './tool.ts';

export interface Store {
  readonly folder: string;
  /** Folder of the event log. */
  readonly log: string;
  /** File of its key ring. */
  readonly key: string;
  /** File of the token that enrols agents. */
  readonly enrolTokenFile: string;
}

export interface Bridge {
  readonly url: string;
  readonly pid: number;
  readonly store: Store;
  /** Stops it and closes its log, which may be read or served again. Twice does no harm. */
  stop(): Promise<void>;
}

interface Ready {
  readonly schema: string;
  readonly url: string;
  readonly pid: number;
}

/**
 * Starts a bridge on a free port. Rejects with what it wrote to stderr when it ends
 * before that.
 */
export async function startBridge(store: Store, own: Own): Promise<Bridge> {
  const places = ['--log', store.log, '--key', store.key];
  const token = ['--enrol-token-file', store.enrolTokenFile];
  const args = ['serve', ...places, ...token, '--port', '0', '--json', '--stop-with-stdin'];
  const { child, end } = startTool('lh-bridge', args, store.folder, own);
  const ready = await new Promise<Ready>((resolve, reject) => {
    const { stdout } = child;
    if (stdout === null) throw new Error('the bridge was started without a pipe');
    createInterface({ input: stdout }).on('line', (line) => {
      const message = parseReady(line);
      if (message !== undefined) resolve(message);
    });
    end.then(
      ({ code, stderr }) => reject(new Error(`lh-bridge ended with ${code}\n${stderr.trim()}`)),
      reject,
    );
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
