import type { CheckReport, Repair } from '@lighthouse/contract/doctor-answer';

const AS_ROOT = /^as root: (.+)$/;

/** Names what only root can do. It is never run from here. */
export function rootCommands(reports: readonly CheckReport[]): Repair[] {
  return reports.flatMap(({ status, title, advice = '' }) => {
    const command = AS_ROOT.exec(advice)?.[1];
    const isWell = status === 'pass' || status === 'skip';
    if (command === undefined || isWell) return [];
    return [{ what: title, outcome: 'needs-you' as const, note: `as root: ${command}` }];
  });
}
