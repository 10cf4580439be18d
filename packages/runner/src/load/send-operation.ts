import type { CommandOperation, RequestOperation, ReviewOperation } from '@lighthouse/agent-sim';
import { commandDigest, reviewDigest } from '../audit/content-digest.ts';
import type { AgentLine, SendPrepared } from '../driver/driver.ts';

export type SentOperation = CommandOperation | RequestOperation | ReviewOperation;

/** Makes an operation ready to be sent on a line, or says why it cannot be. */
export function sendOperation(line: AgentLine, operation: SentOperation): SendPrepared | string {
  switch (operation.kind) {
    case 'command':
      return line.command === undefined
        ? NO_DRIVER
        : (onAnswer) => line.command?.(operation, onAnswer);
    case 'review':
      return line.review === undefined
        ? NO_DRIVER
        : (onAnswer) => line.review?.(operation, onAnswer);
    case 'request':
      return line.prepare?.(operation) ?? NO_DRIVER;
  }
}

/** A plan that is for another kind of target. */
const NO_DRIVER = 'NO_DRIVER';

/** Of what must stand in the log; empty for a target that has none. */
export function digestOf(operation: SentOperation): string {
  if (operation.kind === 'request') return '';
  if (operation.kind === 'command') return commandDigest(operation.request);
  return reviewDigest({ command: operation.command, ...operation.request });
}
