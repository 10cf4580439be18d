import type { ElicitationStatus } from '@lighthouse/contract/coordination';
import type { RecordFactOf } from './coordination-facts.ts';
import { IdsByName } from './ids-by-name.ts';
import { Subjects } from './subjects.ts';
import type { SubjectsView } from './subjects.ts';

export interface Elicitation {
  readonly elicitation: string;
  /** Who asked. */
  readonly agent: string;
  /** Who is asked. */
  readonly to: string;
  readonly expiresAtMs: number;
  readonly status: ElicitationStatus;
  /** Sequence numbers of the question as it was delivered, and of how it ended. */
  readonly seq: number;
  readonly endedSeq: number | undefined;
}

const CLOSED_KEPT_MIN = 20_000;

/** What agents have asked each other. */
export class Elicitations {
  readonly #all = new Subjects<Elicitation>(CLOSED_KEPT_MIN, ({ expiresAtMs }) => expiresAtMs);
  readonly #openByAsked = new IdsByName();

  get subjects(): SubjectsView<Elicitation> {
    return this.#all;
  }

  /** What this agent is asked and has not answered, looking at no others. */
  openTo(agent: string): Elicitation[] {
    return this.#openByAsked.of(agent).flatMap((id) => this.#all.getOpen(id) ?? []);
  }

  open({ subject, stream, content }: RecordFactOf<'elicitation.delivered'>, seq: number): void {
    this.#openByAsked.add(stream, subject);
    this.#all.open(subject, {
      elicitation: subject,
      agent: content.agent,
      to: stream,
      expiresAtMs: Date.parse(content.expiresAt),
      status: 'open',
      seq,
      endedSeq: undefined,
    });
  }

  end(subject: string, status: ElicitationStatus, endedSeq: number): void {
    const asked = this.#all.getOpen(subject);
    if (asked !== undefined) this.#openByAsked.delete(asked.to, subject);
    this.#all.close(subject, (item) => ({ ...item, status, endedSeq }));
  }
}
