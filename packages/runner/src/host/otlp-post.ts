import process from 'node:process';

const POST_TIMEOUT_MS = 5_000;
const END_LIMIT_MS = 5_000;

/** Makes a function that sends a body to an OTLP/HTTP receiver. It never rejects. */
export function otlpPost(url: string): (body: string) => Promise<string | undefined> {
  return async (body) => {
    try {
      const { request } = await import('undici');
      const { statusCode, body: answer } = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headersFromEnvironment() },
        body,
        signal: AbortSignal.timeout(POST_TIMEOUT_MS),
      });
      await answer.dump();
      return statusCode >= 200 && statusCode <= 299 ? undefined : `it answered ${statusCode}`;
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
