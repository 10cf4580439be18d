import { BridgeDriver } from '../driver/bridge-driver.ts';
import type { Driver } from '../driver/driver.ts';
import { HttpDriver } from '../driver/http/http-driver.ts';
import { Wires } from '../driver/wire/open-wires.ts';
import type { ThreadTask } from '../run/thread-messages.ts';
import { wallNowMs, type Clock } from './clock.ts';

/** Opens the driver that speaks to the target of a task. */
export function openDriver(task: ThreadTask, clock: Clock): Driver {
  const { origin, connections, keepAlive = true, timeoutUs, http, tls } = task;
  const ports = task.lanes?.ports ?? [];
  const nowUs = () => clock.nowMs() * 1000;
  const wires = new Wires({ origin, ports, tls, keepAlive, nowUs });
  const common = { connections, timeoutUs, nowUs, wallNowMs, wires };
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
