import path from 'node:path';
import { listenAddressOf } from '@lighthouse/cli-kit/local-server';
import { LighthouseError } from '@lighthouse/contract';
import { OtlpExport } from '../export/otlp-export.ts';
import { PointStream, STREAM_FORMATS, type StreamFormat } from '../export/point-stream.ts';
import { openDashboard } from '../host/dashboard.ts';
import { otlpEndLimit, otlpPost } from '../host/otlp-post.ts';
import { openStreamFile } from '../host/stream-file.ts';
import type { LiveObserver } from '../run/live-observer.ts';
import type { RunIo } from '../run/run-io.ts';
import type { Installation } from '../run/run-settings.ts';

export interface ObserverArgs {
  readonly dashboard: string | undefined;
  readonly metricsPort: string | undefined;
  /** `format=file`, any number of times. */
  readonly stream: readonly string[];
  readonly otlp: string | undefined;
}

/** Reads where others may look on. Throws LH_USAGE. */
export function addressesOf({ dashboard, metricsPort, stream, otlp }: ObserverArgs) {
  return {
    dashboard: dashboard === undefined ? undefined : listenAddressOf(dashboard, '--dashboard'),
    // It holds counts alone, and whoever scrapes is often on another machine.
    metrics:
      metricsPort === undefined
        ? undefined
        : listenAddressOf(metricsPort, '--metrics-port', { mayBeReached: true }),
    streams: stream.map(readStream),
    otlp: otlp === undefined ? undefined : readOtlpUrl(otlp),
  };
}

/** Opens what lets others look on, and says where. Rejects with LH_PORT_BUSY or LH_IO. */
export async function openObservers(
  { dashboard, metrics, streams, otlp }: ReturnType<typeof addressesOf>,
  tool: Installation,
  io: RunIo & { readonly cwd: string },
): Promise<LiveObserver[]> {
  const observers: LiveObserver[] = [];
  try {
    for (const { format, file } of streams) {
      const onLost = (why: string) => io.log('warn', `${file} is not whole: ${why}`);
      const sink = openStreamFile(path.resolve(io.cwd, file));
      observers.push(new PointStream({ format, sink, onLost }));
    }
    if (otlp !== undefined) {
      const onLost = (why: string) => io.log('warn', `OTLP to ${otlp}: ${why}`);
      observers.push(new OtlpExport({ post: otlpPost(otlp), onLost, endLimit: otlpEndLimit }));
    }
    if (metrics !== undefined) {
      const { openMetrics } = await import('../host/metrics-endpoint.ts');
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

function readStream(text: string): { readonly format: StreamFormat; readonly file: string } {
  const at = text.indexOf('=');
  const format = STREAM_FORMATS.find((each) => each === text.slice(0, at));
  const file = text.slice(at + 1);
  if (format !== undefined && file !== '') return { format, file };
  throw new LighthouseError('LH_USAGE', `--stream: "${text}" names no format and file`, {
    hint: 'write ndjson=points.ndjson or csv=points.csv',
  });
}

/** As OpenTelemetry does: a bare address means its path for metrics. */
function readOtlpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new LighthouseError('LH_USAGE', `--otlp: "${text}" is not a URL (http or https)`, {
      hint: 'write http://127.0.0.1:4318',
    });
  if (url.pathname === '/') url.pathname = '/v1/metrics';
  return url.href;
}
