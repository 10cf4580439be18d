/**
 * What a watch found, was told and did: a Lighthouse log of its own, under a key of its own, which
 * `lh-verify` verifies like any other. Its folder is laid out as that of a run: `log`,
 * `keyring.json`.
 */
import fs from 'node:fs';
import path from 'node:path';
import { hasErrorCode, LighthouseError } from '@lighthouse/contract/errors';
import { RUN_FILES } from '@lighthouse/contract/run-files';
import { alertSchema, type Alert } from '@lighthouse/contract/watch-answer';
import { createKeyRing, loadKeyRing, openLog, type EventLog } from '@lighthouse/event-store';
import type { StoredEvent } from '@lighthouse/event-store';
import type { SeenEvent } from '@lighthouse/event-store/follow';

export interface HistoryPlace {
  /** Made when it is not there. */
  readonly folder: string;
  /** Of the alert history; `keyring.json` in the folder if left out. */
  readonly keyFile: string | undefined;
}

export interface HistoryWorld {
  readonly wallMs: () => number;
  readonly random: (count: number) => Uint8Array;
}

type DraftOf<A> = A extends Alert ? Omit<A, 'seq' | 'schema'> : never;
/** An alert that has no place in the history yet. */
export type AlertDraft = DraftOf<Alert>;

/** An alert as it stands in the history. */
export interface WrittenAlert {
  readonly alert: Alert;
  /** False when it was held back: there were too many. */
  readonly isSent: boolean;
}

export interface Delivery {
  readonly sink: string;
  readonly alertSeq: number;
  readonly isDelivered: boolean;
  readonly attemptCount: number;
  readonly detail: string;
}

const ALERTS = 'alerts';
const WATCH = 'watch';
const SEEN = 'watch.seen';
const DELIVERED = 'alert.delivered';
const FOLDER_MODE = 0o700;
const SEGMENT_BYTES = 8_388_608;

export class AlertHistory {
  readonly folder: string;
  readonly #log: EventLog;

  constructor(folder: string, log: EventLog) {
    this.folder = folder;
    this.#log = log;
  }

  get lastSeq(): number {
    return this.#log.lastSeq;
  }

  async writeAlert(draft: AlertDraft, isSent: boolean): Promise<Alert> {
    const schema = 'lighthouse/alert/1' as const;
    const seq = await this.#append(ALERTS, `alert.${draft.kind}`, { alert: draft, isSent });
    return alertSchema.parse({ schema, seq, ...draft });
  }

  async writeDelivery(delivery: Delivery): Promise<void> {
    await this.#append(`sink.${nameOf(delivery.sink)}`, DELIVERED, delivery);
  }

  async writeSeen(seen: SeenEvent): Promise<void> {
    await this.#append(WATCH, SEEN, seen);
  }

  /** `what` is a word such as `started`. */
  async writeNote(what: string, facts: object): Promise<void> {
    await this.#append(WATCH, `watch.${what}`, facts);
  }

  /** Gives the last event of the store that was seen, if there is one. */
  async lastSeen(): Promise<SeenEvent | undefined> {
    for await (const event of this.#log.read({
      stream: WATCH,
      type: SEEN,
      backwards: true,
      limit: 1,
    }))
      return jsonOf(event) as SeenEvent;
    return undefined;
  }

  /** Gives all alerts, oldest first. */
  async *alerts(): AsyncGenerator<WrittenAlert> {
    for await (const event of this.#log.read({ stream: ALERTS })) yield alertOf(event);
  }

  /** Gives the alerts behind a sequence number, and then those that come, until aborted. */
  async *follow(after: number, signal: AbortSignal): AsyncGenerator<WrittenAlert> {
    for await (const event of this.#log.subscribe({ after, signal }))
      if (event.stream === ALERTS) yield alertOf(event);
  }

  /** Gives the last alert that a sink is done with; undefined when it never had one. */
  async deliveredUpTo(sink: string): Promise<number | undefined> {
    const stream = `sink.${nameOf(sink)}`;
    for await (const event of this.#log.read({ stream, backwards: true, limit: 1 }))
      return (jsonOf(event) as Delivery).alertSeq;
    return undefined;
  }

  async close(): Promise<void> {
    await this.#log.close();
  }

  async #append(stream: string, type: string, value: object): Promise<number> {
    const payload = Buffer.from(JSON.stringify(value));
    const { receipt } = await this.#log.append({ events: [{ stream, type, payload }] });
    return receipt.seq;
  }
}

/**
 * Opens the history, and makes it, with its key, where there is none. Rejects with LH_KEY_MISSING
 * when it is there and its key is not, LH_LOG_LOCKED when another watch has it open, and as openLog
 * does.
 */
export async function openAlertHistory(
  { folder, keyFile }: HistoryPlace,
  { wallMs, random }: HistoryWorld,
): Promise<AlertHistory> {
  const dir = path.join(folder, RUN_FILES.log);
  const key = keyFile ?? path.join(folder, RUN_FILES.keyRing);
  const clock = { nowUs: () => wallMs() * 1000 };
  makeFolder(folder);
  if (!fs.existsSync(dir) && !fs.existsSync(key)) createKeyRing(key, { nowUs: clock.nowUs() });
  const keyRing = loadKeyRing(key);
  const log = await openLog({
    dir,
    keyRing,
    clock,
    random,
    limits: { segmentBytes: SEGMENT_BYTES },
  });
  return new AlertHistory(folder, log);
}

/** Tells whether a failure to open says that another watch has the history open. */
export function isWatched(error: unknown): boolean {
  return hasErrorCode(error, 'LH_LOG_LOCKED');
}

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  } catch (cause) {
    throw new LighthouseError('LH_IO', 'cannot make the folder of the alert history', {
      hint: 'name another one with --audit',
      facts: { path: folder },
      cause,
    });
  }
}

/** Names a stream after a sink, whatever the sink is called. */
function nameOf(sink: string): string {
  return sink.replaceAll(/[^A-Za-z0-9.:-]/g, '_').slice(0, 150);
}

function jsonOf({ payload }: StoredEvent): unknown {
  return JSON.parse(Buffer.from(payload).toString('utf8'));
}

function alertOf(event: StoredEvent): WrittenAlert {
  const { alert, isSent } = jsonOf(event) as { alert: object; isSent: boolean };
  return {
    alert: alertSchema.parse({ schema: 'lighthouse/alert/1', seq: event.seq, ...alert }),
    isSent,
  };
}
