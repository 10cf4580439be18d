import { BridgeDriver } from '../driver/bridge-driver.ts';
import { clientOpener } from '../driver/client-opener.ts';
import type { Driver } from '../driver/driver.ts';
import { HttpDriver } from '../driver/http/http-driver.ts';
import type { ThreadTask } from '../run/thread-messages.ts';
import { wallNowMs, type Clock } from './clock.ts';

/** Opens the driver that speaks to the target of a task. */
export async function openDriver(task: ThreadTask, clock: Clock): Promise<Driver> {
  const { origin, connections, keepAlive = true, timeoutUs, http, tls } = task;
  const ports = task.lanes?.ports ?? [];
  const common = {
    connections,
    keepAlive,
    timeoutUs,
    nowUs: () => clock.nowMs() * 1000,
    wallNowMs,
    openClient: await clientOpener(origin, { ports, tls }),
  };
  if (http !== undefined) return new HttpDriver({ ...common, task: http });
  return new BridgeDriver({
    ...common,
    origin,
    enrolToken: task.enrolToken,
    coordinatorToken: task.coordinatorToken,
    later: (delayMs, run) => void setTimeout(run, delayMs),
    hasLiars: task.crowd.groups.some(({ lies }) => lies !== undefined),
  });
}
