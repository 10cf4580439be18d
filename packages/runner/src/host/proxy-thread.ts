import type { MessagePort } from 'node:worker_threads';
import { FaultProxy } from '../proxy/fault-proxy.ts';
import type { FromProxy, ProxyTask, ToProxy } from '../proxy/proxy-messages.ts';
import type { ProxyTimers } from '../proxy/proxy-timers.ts';
import { noCounts, type ToxicCounts } from '../proxy/toxic.ts';
import { failureOf } from '../run/thread-failure.ts';
import { createClock } from './clock.ts';

/** The timers of a thread, for the proxy. */
export function proxyTimers(): ProxyTimers {
  const clock = createClock();
  return {
    nowMs: clock.nowMs,
    later: (delayMs, run) => {
      const timer = setTimeout(run, Math.max(0, Math.ceil(delayMs)));
      return () => clearTimeout(timer);
    },
  };
}

/** Runs the proxy in this thread, as told through the port, until it is closed. */
export function runProxyThread(port: MessagePort, task: ProxyTask): void {
  const tell = (message: FromProxy) => port.postMessage(message);
  const { target, laneCount, isTapped } = task;
  FaultProxy.open({ target, laneCount, isTapped, timers: proxyTimers() }).then(
    ({ proxy, ports }) => {
      port.on('message', (message: ToProxy) => {
        const { number } = message;
        carryOut(proxy, message).then(
          (counts) => {
            tell({ kind: 'done', number, counts });
            if (message.kind === 'close') port.close();
          },
          (error: unknown) => tell({ kind: 'failed', number, failure: failureOf(error) }),
        );
      });
      tell({ kind: 'ready', ports });
    },
    (error: unknown) => tell({ kind: 'failed', number: undefined, failure: failureOf(error) }),
  );
}

async function carryOut(proxy: FaultProxy, message: ToProxy): Promise<ToxicCounts> {
  switch (message.kind) {
    case 'inject':
      await proxy.inject(message.fault, message.lanes);
      return proxy.counts(message.fault.id);
    case 'heal':
      return proxy.heal(message.id);
    case 'counts':
      return proxy.counts(message.id);
    case 'close':
      await proxy.close();
      return noCounts();
  }
}
