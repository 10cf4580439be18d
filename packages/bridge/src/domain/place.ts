/** Where in the log a fact stands. `mac` need be right only for the last event of an append. */
export interface Place {
  readonly seq: number;
  readonly mac: string;
}
