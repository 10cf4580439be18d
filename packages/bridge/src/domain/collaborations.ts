import type { StatementFactOf } from './coordination-facts.ts';
import { Streams } from './streams.ts';
import { Subjects } from './subjects.ts';
import type { SubjectsView } from './subjects.ts';

export interface Collaboration {
  readonly collaboration: string;
  /** Who started it. */
  readonly agent: string;
  readonly title: string;
  /** In the order in which they came. */
  readonly members: ReadonlySet<string>;
  readonly status: 'open' | 'closed';
}

const CLOSED_KEPT_MIN = 2000;

/** Groups of agents that talk to each other. */
export class Collaborations {
  readonly #all = new Subjects<Collaboration>(CLOSED_KEPT_MIN, () => Infinity);
  /** Where in the log the messages of each group stand. */
  readonly messages = new Streams();

  get subjects(): SubjectsView<Collaboration> {
    return this.#all;
  }

  start({ subject, origin, body }: StatementFactOf<'collaboration.started'>): void {
    this.#all.open(subject, {
      collaboration: subject,
      agent: origin.agent,
      title: body.title,
      members: new Set([origin.agent, ...body.members]),
      status: 'open',
    });
  }

  add(subject: string, members: readonly string[]): void {
    this.#all.change(subject, (item) => ({
      ...item,
      members: new Set([...item.members, ...members]),
    }));
  }

  remove(subject: string, member: string): void {
    this.#all.change(subject, (item) => ({
      ...item,
      members: new Set([...item.members].filter((name) => name !== member)),
    }));
  }

  close(subject: string): void {
    this.#all.close(subject, (item) => ({ ...item, status: 'closed' }));
  }
}
