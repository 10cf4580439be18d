import { formatBytes, formatCount, formatTable } from '@lighthouse/cli-kit/format';
import type { Capability, Capacity } from '@lighthouse/contract/doctor-answer';
import type { Styles } from './styles.ts';

/** The table of what can be run here, and why not what cannot. */
export function renderCapabilities(capabilities: readonly Capability[], styles: Styles): string {
  const answers = {
    yes: styles.good('✓ yes'),
    'with-care': styles.unknown('! with care'),
    no: styles.bad('✗ no'),
  } as const;
  const rows = capabilities.map(({ name, agents, loadMs, answer, why }) => [
    name,
    formatCount(agents),
    `agents, ${ageText(loadMs)}`,
    answers[answer],
    answer === 'yes' ? styles.dim(why) : why,
  ]);
  if (rows.length === 0) return '';
  return `${styles.bold('what can be run here')}\n${formatTable(rows, { alignRight: [1] })}`;
}

/** How much this machine holds, in a line or two. */
export function renderCapacity(capacity: Capacity, nowMs: number): string {
  if (capacity.status === 'not-measured')
    return `How much it holds was not measured: ${capacity.how}.`;
  const { agentsPerCore, bytesPerAgent, operationsPerSecond, limitedBy, measuredAt } = capacity;
  const ageMs = Math.max(0, nowMs - Date.parse(measuredAt));
  const when = ageMs < MINUTE_MS ? 'just now' : `${ageText(ageMs)} ago`;
  return [
    `Measured here ${when}: ${formatCount(Math.round(agentsPerCore))} agents for each CPU, at one operation a second;`,
    `${formatBytes(bytesPerAgent)} for each agent. ${formatCount(Math.round(operationsPerSecond))} operations a second in all, limited by ${limitedBy}.`,
  ].join('\n');
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A length of time in its largest unit: `40 s`, `16 min`, `8 h`, `3 days`. */
function ageText(durationMs: number): string {
  if (durationMs >= 2 * DAY_MS) return `${Math.round(durationMs / DAY_MS)} days`;
  if (durationMs >= HOUR_MS) return `${Math.round(durationMs / HOUR_MS)} h`;
  if (durationMs >= MINUTE_MS) return `${Math.round(durationMs / MINUTE_MS)} min`;
  return `${Math.round(durationMs / SECOND_MS)} s`;
}
