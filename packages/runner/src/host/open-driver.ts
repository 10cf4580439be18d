import { BridgeDriver } from '../driver/bridge-driver.ts';
import type { Driver } from '../driver/driver.ts';
import { HttpDriver } from '../driver/http/http-driver.ts';
import { Wires } from '../driver/wire/open-wires.ts';
import type { ThreadTask } from '../run/thread-messages.ts';
import { wallNowMs, type Clock } from './clock.ts';

/** Opens the driver that speaks to the target of a task. */
export async function openDriver(task: ThreadTask, clock: Clock): Promise<Driver> {
  const { origin, connections, keepAlive = true, timeoutUs, http, tls } = task;
  const ports = task.lanes?.ports ?? [];
  const nowUs = () => clock.nowMs() * 1000;
  const wires = new Wires({ origin, ports, tls, keepAlive, nowUs });
  const common = { connections, timeoutUs, nowUs, wallNowMs, wires };
  if (http !== undefined) return new HttpDriver({ ...common, task: http });
  const { enrolToken, coordinatorToken } = task;
  const later = (delayMs: number, run: () => void) => void setTimeout(run, delayMs);
  const openWire = () => wires.open(0);
  const arms = { ...common, origin, enrolToken, coordinatorToken, later, openWire };
  const hasLiars = task.crowd.groups.some(({ lies }) => lies !== undefined);
  const attackers = hasLiars
    ? new (await import('../driver/attack/attackers.ts')).Attackers(arms)
    : undefined;
  return new BridgeDriver({ ...common, enrolToken, later, attackers });
}
