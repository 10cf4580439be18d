import type { CheckStatus } from '@lighthouse/contract/doctor-answer';

export type Style = (text: string) => string;

/** Text styles by meaning: cli-kit's palette has them. */
export interface Styles {
  readonly good: Style;
  readonly bad: Style;
  readonly unknown: Style;
  readonly dim: Style;
  readonly bold: Style;
}

export const SYMBOLS: Readonly<Record<CheckStatus, string>> = {
  pass: '✓',
  warn: '!',
  fail: '✗',
  skip: '–',
  error: '☠',
};

export function styleOf(status: CheckStatus, styles: Styles): Style {
  const byStatus = {
    pass: styles.good,
    warn: styles.unknown,
    fail: styles.bad,
    skip: styles.dim,
    error: styles.unknown,
  };
  return byStatus[status];
}
