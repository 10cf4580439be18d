/**
 * The bare client: undici with one connection an agent, and a request on each as soon as the last
 * one is answered. node undici-client.mjs '{"origin":…,"connections":…,"request":…}'. Runs until it
 * is killed; ends with an error when an answer is not 200.
 */
import process from 'node:process';
import { Client, type Dispatcher } from 'undici';
import type { SampleRequest } from '../load/sample-command.ts';

export interface UndiciClientOptions {
  readonly origin: string;
  readonly connections: number;
  readonly request: SampleRequest;
}

const { origin, connections, request } = JSON.parse(process.argv[2] ?? '') as UndiciClientOptions;
const dispatch: Dispatcher.DispatchOptions = {
  method: 'POST',
  path: request.path,
  headers: Object.entries(request.headers).flat(),
  body: Buffer.from(request.body),
};

/** One connection, and the answers on it. */
class Loop implements Dispatcher.DispatchHandler {
  readonly #client = new Client(origin, { pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });

  next(): void {
    this.#client.dispatch(dispatch, this);
  }

  onRequestStart(): void {}

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    if (status !== 200) throw new Error(`answered ${status}`);
  }

  onResponseData(): void {}

  onResponseEnd(): void {
    this.next();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    throw error;
  }
}

for (let count = 0; count < connections; count++) new Loop().next();
