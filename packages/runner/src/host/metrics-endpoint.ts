import { startLocalServer, type ListenAddress } from '@lighthouse/cli-kit/local-server';
import { RunExporter } from '../export/run-exporter.ts';
import type { LiveObserver } from '../run/live-observer.ts';

export interface MetricsEndpoint {
  readonly url: string;
  readonly observer: LiveObserver;
}

/**
 * Answers Prometheus while a run goes on, and is gone with it. Rejects with LH_PORT_BUSY or LH_IO.
 */
export async function openMetrics(address: ListenAddress): Promise<MetricsEndpoint> {
  const exporter = new RunExporter();
  const server = await startLocalServer({
    address,
    flag: '--metrics-port',
    headers: {},
    answer: async (path, { send }) => {
      if (path === '/metrics') return send(200, exporter.contentType, await exporter.text());
      send(404, 'text/plain', 'the metrics are under /metrics\n');
    },
  });
  return {
    url: `${server.url}metrics`,
    observer: {
      begin: (start) => exporter.begin(start),
      point: (point) => exporter.point(point),
      fault: (fault) => exporter.fault(fault),
      close: () => server.close(),
    },
  };
}
