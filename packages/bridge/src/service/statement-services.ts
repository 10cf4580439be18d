import type { StatementKind } from '@lighthouse/contract/coordination';
import type { Wish } from '../domain/coordination-drafts.ts';
import type { Bridge, Caller } from './bridge.ts';
import { actInGroup, closeCollaboration, invite, startCollaboration } from './collaborate.ts';
import { answerElicitation, ask } from './elicit.ts';
import { openProposal } from './propose.ts';
import { registerExpert, reportPresence } from './report-self.ts';
import type { Told } from './state-once.ts';
import { cancelTask, claimTask, createTask, endTask, renewLease } from './tasks.ts';
import { castVote } from './vote.ts';

export type StatementService<Kind extends StatementKind> = (
  bridge: Bridge,
  caller: Caller,
  wish: Wish<Kind>,
) => Promise<Told>;

/** What takes in each statement. */
export const STATEMENT_SERVICES: { readonly [Kind in StatementKind]: StatementService<Kind> } = {
  'expert.registered': registerExpert,
  'presence.reported': reportPresence,
  'proposal.opened': openProposal,
  'vote.cast': castVote,
  'task.created': createTask,
  'task.claimed': claimTask,
  'task.renewed': renewLease,
  'task.completed': endTask,
  'task.failed': endTask,
  'task.cancelled': cancelTask,
  'elicitation.asked': ask,
  'elicitation.answered': answerElicitation,
  'elicitation.declined': answerElicitation,
  'collaboration.started': startCollaboration,
  'collaboration.invited': invite,
  'collaboration.left': actInGroup,
  'message.sent': actInGroup,
  'collaboration.closed': closeCollaboration,
};
