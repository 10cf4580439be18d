import type { Meta } from '../format/meta.ts';
import type { FrameReport } from './frame-report.ts';

/** Rule 11: an id is used once in a log, and so is an idempotency key by one agent. */
export class UsedNames {
  readonly #report: FrameReport;
  readonly #ids = new Set<string>();
  readonly #keys = new Set<string>();

  constructor(report: FrameReport) {
    this.#report = report;
  }

  take(meta: Meta): void {
    if (meta.id !== undefined) {
      if (this.#ids.has(meta.id)) this.#add('the id of an event was used before', { id: meta.id });
      this.#ids.add(meta.id);
    }
    if (meta.key === undefined) return;
    // No agent's name holds a space.
    const name = `${meta.agent ?? ''} ${meta.key}`;
    if (this.#keys.has(name)) {
      this.#add('an idempotency key was used before by the same agent', { key: meta.key });
    }
    this.#keys.add(name);
  }

  #add(message: string, evidence: Readonly<Record<string, string>>): void {
    this.#report.add({ code: 'DUPLICATE', message, evidence });
  }
}
