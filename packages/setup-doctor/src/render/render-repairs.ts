import { formatTable } from '@lighthouse/cli-kit/format';
import type { Repair } from '@lighthouse/contract/doctor-answer';
import type { Styles } from './styles.ts';

/** What --fix or --setup did, and what is left to do by hand. */
export function renderRepairs(repairs: readonly Repair[], styles: Styles): string {
  if (repairs.length === 0) return '';
  const words = {
    done: styles.good('✓ done'),
    'there-already': styles.dim('– there already'),
    'needs-you': styles.unknown('! for you to do'),
    failed: styles.bad('✗ failed'),
  } as const;
  const rows = repairs.map(({ what, outcome, note = '' }) => [words[outcome], what, note]);
  return `${styles.bold('repairs')}\n${formatTable(rows)}`;
}
