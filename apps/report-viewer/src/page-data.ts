/** What lh-report writes into a page for its charts: the contract between the two. */
export interface PageData {
  /** Seconds from the start of the run: where each point begins. All lines have as many points. */
  readonly seconds: readonly number[];
  readonly charts: readonly Chart[];
  /** In order of `from`; they may overlap. */
  readonly bands: readonly Band[];
  /** Left out when nothing was answered. */
  readonly heat?: Heat;
}

/** How many answers took how long, over time. */
export interface Heat {
  /** Of the element that it is drawn in. */
  readonly id: string;
  readonly secondsPerColumn: number;
  /** Where each bin begins, and last where the last one ends, in milliseconds. */
  readonly edgesMs: readonly number[];
  /** By column from the start of the run, then by bin. */
  readonly counts: readonly (readonly number[])[];
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

/** What the page of a run is told, again and again while it goes on. */
export interface LivePart {
  readonly title: string;
  /** Markup that lh-report made: whatever came from outside is escaped in it. */
  readonly body: string;
  readonly data: PageData;
}
