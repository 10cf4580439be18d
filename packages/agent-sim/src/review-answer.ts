import { hashText, Random } from './random.ts';
import type { ReviewHabit, ReviewOperation, ReviewQuestion } from './types.ts';

const REVIEW_STREAM = 4;

/**
 * Draws an expert's answer. It follows from the question, not from who is asked, nor when: the
 * same in every run of a seed.
 */
export function drawReviewAnswer(
  seed: number,
  habit: ReviewHabit,
  question: ReviewQuestion,
): Pick<ReviewOperation, 'request' | 'afterUs'> {
  const { agent, action, target } = question;
  const random = new Random().seed(
    seed,
    hashText(agent),
    hashText(action),
    hashText(target),
    REVIEW_STREAM,
  );
  const isApproved = random.uniform() < habit.approveShare;
  return {
    request: isApproved
      ? { verdict: 'approve', reason: 'the change is understood' }
      : { verdict: 'reject', reason: 'the risk is not explained' },
    afterUs: Math.round(random.exponential(habit.delayMeanUs)),
  };
}
