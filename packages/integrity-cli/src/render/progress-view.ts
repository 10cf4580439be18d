import { formatBytes, formatDuration } from '@lighthouse/cli-kit/format';

/** The same moment for a terminal and for everything else, as cli-kit's progress takes it. */
export interface ProgressView {
  readonly block: readonly string[];
  readonly line: string;
  readonly lineEveryMs?: number;
}

export interface Advance {
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly elapsedMs: number;
}

/** Before that, a rate would be a guess. */
const RATE_AFTER_MS = 200;
const BAR_COLUMNS = 30;

/** Shows how far a verification is: share, bytes, rate, time left. */
export function progressView({ bytesDone, bytesTotal, elapsedMs }: Advance): ProgressView {
  const share = bytesTotal === 0 ? 1 : Math.min(1, bytesDone / bytesTotal);
  const parts = [`${Math.floor(share * 100)} % of ${formatBytes(bytesTotal)}`];
  if (elapsedMs >= RATE_AFTER_MS && bytesDone > 0) {
    const bytesPerMs = bytesDone / elapsedMs;
    const leftMs = Math.max(0, bytesTotal - bytesDone) / bytesPerMs;
    parts.push(`${formatBytes(bytesPerMs * 1000)}/s`, `${formatDuration(Math.ceil(leftMs))} left`);
  }
  const line = `verifying ${parts.join(', ')}`;
  const full = Math.round(share * BAR_COLUMNS);
  return { block: [`${'█'.repeat(full)}${'░'.repeat(BAR_COLUMNS - full)} ${line}`], line };
}
