import type { CheckedPart, KeyRing, PartRequest } from '@lighthouse/event-store';

/** What a thread that looks at parts of a log is started with. */
export interface PartThreadData {
  readonly logDir: string;
  readonly keyRing: KeyRing;
}

/** What it is asked; it answers in the order in which it is. */
export type PartQuestion = PartRequest;

export interface PartAnswer {
  readonly part: CheckedPart | undefined;
  readonly readBytes: number;
}
