import { listenAddressOf } from '@lighthouse/cli-kit/local-server';
import { openDashboard } from '../host/dashboard.ts';
import { openMetrics } from '../host/metrics-endpoint.ts';
import type { LiveObserver } from '../run/live-observer.ts';
import type { RunIo } from '../run/run-io.ts';
import type { Installation } from '../run/run-settings.ts';

export interface ObserverArgs {
  readonly dashboard: string | undefined;
  readonly metricsPort: string | undefined;
}

/** Reads where others may look on. Throws LH_USAGE. */
export function addressesOf({ dashboard, metricsPort }: ObserverArgs) {
  return {
    dashboard: dashboard === undefined ? undefined : listenAddressOf(dashboard, '--dashboard'),
    // It holds counts alone, and whoever scrapes is often on another machine.
    metrics:
      metricsPort === undefined
        ? undefined
        : listenAddressOf(metricsPort, '--metrics-port', { mayBeReached: true }),
  };
}

/** Opens what lets others look on, and says where. Rejects with LH_PORT_BUSY or LH_IO. */
export async function openObservers(
  { dashboard, metrics }: ReturnType<typeof addressesOf>,
  tool: Installation,
  io: RunIo,
): Promise<LiveObserver[]> {
  const observers: LiveObserver[] = [];
  try {
    if (metrics !== undefined) {
      const { url, observer } = await openMetrics(metrics);
      observers.push(observer);
      io.log('info', `metrics: ${url}`);
    }
    if (dashboard !== undefined) {
      const onLost = (why: string) => io.log('warn', `the dashboard is gone: ${why}`);
      const { url, observer } = await openDashboard({
        program: tool.dashboard,
        address: dashboard,
        onLost,
      });
      observers.push(observer);
      io.log('info', `dashboard: ${url}`);
    }
    return observers;
  } catch (error) {
    await Promise.all(observers.map((observer) => observer.close(undefined)));
    throw error;
  }
}
