import type { CommandContent, CommandName } from './command-content.ts';
import { drawReviewAnswer } from './review-answer.ts';
import type {
  BehaviourName,
  CommandOperation,
  ReviewHabit,
  ReviewOperation,
  ReviewQuestion,
  Workload,
} from './types.ts';

/**
 * What an agent makes of what it has to do. Has no state: everything follows from its arguments.
 */
export interface Behaviour {
  command(
    name: CommandName,
    workload: Workload,
    content: CommandContent,
  ): Pick<CommandOperation, 'commandClass' | 'request'>;
  review(
    seed: number,
    habit: ReviewHabit,
    question: ReviewQuestion,
  ): Pick<ReviewOperation, 'request' | 'afterUs'>;
}

const honest: Behaviour = {
  command: (name, workload, content) => content.draw(name, workload),
  review: drawReviewAnswer,
};

export const BEHAVIOURS: Readonly<Record<BehaviourName, Behaviour>> = { honest };
