type Style = (text: string) => string;

/** Text styles by meaning: cli-kit's palette has them. */
export interface Styles {
  readonly good: Style;
  readonly bad: Style;
  readonly unknown: Style;
  readonly dim: Style;
  readonly bold: Style;
}

export const PLAIN: Styles = {
  good: (text) => text,
  bad: (text) => text,
  unknown: (text) => text,
  dim: (text) => text,
  bold: (text) => text,
};
