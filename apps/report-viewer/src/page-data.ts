/** What lh-report writes into a page for its charts: the contract between the two. */
export interface PageData {
  /** Seconds from the start of the run: where each point begins. All lines have as many points. */
  readonly seconds: readonly number[];
  readonly charts: readonly Chart[];
  /** In order of `from`; they may overlap. */
  readonly bands: readonly Band[];
}

/** A stretch of the run in which something was broken on purpose. Seconds from its start. */
export interface Band {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** Until when it was felt, if that is known: later than `to`. */
  readonly recoveredAt: number | null;
}

export interface Chart {
  /** Of the element that the chart is drawn in. */
  readonly id: string;
  readonly unit: Unit;
  readonly lines: readonly Line[];
}

/**
 * `share` is of 1, `cores` of one core, `bytes` and `milliseconds` are what they say, the others
 * are plain numbers.
 */
export type Unit = 'perSecond' | 'milliseconds' | 'share' | 'count' | 'bytes' | 'cores';

export interface Line {
  readonly label: string;
  readonly colour: LineColour;
  readonly isDashed?: boolean;
  /** Null where nothing is known. */
  readonly values: readonly (number | null)[];
}

/** Each is a custom property of the page: `ok` is `--line-ok`. */
export type LineColour =
  'ok' | 'fail' | 'info' | 'quiet' | 'low' | 'middle' | 'high' | 'generator' | 'target';
