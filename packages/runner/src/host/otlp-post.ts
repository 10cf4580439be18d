import process from 'node:process';
import { askOnce } from './ask-once.ts';

const POST_TIMEOUT_MS = 5_000;
const END_LIMIT_MS = 5_000;

/** Makes a function that sends a body to an OTLP/HTTP receiver. It never rejects. */
export function otlpPost(url: string): (body: string) => Promise<string | undefined> {
  return async (body) => {
    try {
      const headers = { 'content-type': 'application/json', ...headersFromEnvironment() };
      const timeoutMs = POST_TIMEOUT_MS;
      const { status } = await askOnce(new URL(url), { method: 'POST', headers, body, timeoutMs });
      return status >= 200 && status <= 299 ? undefined : `it answered ${status}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}

/** How long the end of a run waits for a receiver, in all. */
export function otlpEndLimit(): Promise<void> {
  // Nobody waits for it when everything was delivered before.
  return new Promise((resolve) => void setTimeout(resolve, END_LIMIT_MS).unref());
}

/** `name=value,name=value`, percent-encoded, as all OpenTelemetry exporters read it. */
function headersFromEnvironment(): Record<string, string> {
  const pairs = (process.env['OTEL_EXPORTER_OTLP_HEADERS'] ?? '').split(',');
  return Object.fromEntries(
    pairs.flatMap((pair) => {
      const [name = '', ...rest] = pair.split('=');
      return name.trim() === '' ? [] : [[name.trim(), decodeURIComponent(rest.join('=').trim())]];
    }),
  );
}
