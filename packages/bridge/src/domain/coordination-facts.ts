import type { StatementBody, StatementKind } from '@lighthouse/contract/coordination';
import type { RecordContent, RecordKind } from '@lighthouse/contract/coordination-records';
import type { Statement } from './statement.ts';

/** A statement of an agent about a proposal, a task, a question, a group, or itself. */
interface StatedAs<Kind extends string, Body> extends Statement {
  readonly kind: Kind;
  /** Id of what it is about; the agent's name when it is about itself. */
  readonly subject: string;
  readonly body: Body;
}

export type StatementFact =
  | { [Kind in StatementKind]: StatedAs<Kind, StatementBody<Kind>> }[StatementKind]
  | StatedAs<'vote.conflicting', StatementBody<'vote.cast'>>;

/** What the server says about one. */
interface RecordedAs<Kind extends RecordKind> {
  readonly kind: Kind;
  readonly subject: string;
  /** The agent whose stream it stands in. */
  readonly stream: string;
  /** Key of the statement that it follows from, in the same append; undefined when of none. */
  readonly cause: string | undefined;
  readonly content: RecordContent<Kind>;
}

export type RecordFact = { [Kind in RecordKind]: RecordedAs<Kind> }[RecordKind];
export type RecordFactOf<Kind extends RecordKind> = Extract<RecordFact, { kind: Kind }>;
export type StatementFactOf<Kind extends StatementFact['kind']> = Extract<
  StatementFact,
  { kind: Kind }
>;

export type CoordinationFact = StatementFact | RecordFact;
