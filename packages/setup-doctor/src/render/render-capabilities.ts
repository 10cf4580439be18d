import { formatBytes, formatCount, formatDuration, formatTable } from '@lighthouse/cli-kit/format';
import type { Capability, Capacity } from '@lighthouse/contract/doctor-answer';
import type { Styles } from './styles.ts';

/** The table of what can be run here, and why not what cannot. */
export function renderCapabilities(capabilities: readonly Capability[], styles: Styles): string {
  const answers = {
    yes: styles.good('✓ yes'),
    'with-care': styles.unknown('! with care'),
    no: styles.bad('✗ no'),
  } as const;
  const rows = capabilities.map(({ name, agents, answer, why }) => [
    name,
    formatCount(agents),
    agents === 1 ? 'agent' : 'agents',
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
  const age = Math.max(0, nowMs - Date.parse(measuredAt));
  const when = age < 60_000 ? 'just now' : `${formatDuration(roundToMinutes(age))} ago`;
  return [
    `Measured here ${when}: ${formatCount(Math.round(agentsPerCore))} agents for each CPU, at one operation a second;`,
    `${formatBytes(bytesPerAgent)} for each agent. ${formatCount(Math.round(operationsPerSecond))} operations a second in all, limited by ${limitedBy}.`,
  ].join('\n');
}

function roundToMinutes(durationMs: number): number {
  return Math.round(durationMs / 60_000) * 60_000;
}
