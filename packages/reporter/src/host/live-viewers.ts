import type { ServerResponse } from 'node:http';

/** Whoever opens more tabs than this looks at the others. */
const VIEWERS_MAX = 32;
/** A reader that has taken nothing for so long is gone, or too slow. */
const STALLED_MS_MAX = 10_000;

interface Viewer {
  readonly response: ServerResponse;
  /** Since when the last event waits to be taken; undefined when it was. */
  waitingSinceMs: number | undefined;
}

/**
 * The tabs that look at a run. Each event is the whole state, so a slow reader misses some and
 * loses nothing: one event waits for it at most.
 */
export class LiveViewers {
  readonly #viewers = new Set<Viewer>();
  readonly #nowMs: () => number;
  readonly #onChange: () => void;
  /** What a new viewer is shown at once. */
  #last: string | undefined;

  constructor(nowMs: () => number, onChange: () => void) {
    this.#nowMs = nowMs;
    this.#onChange = onChange;
  }

  get count(): number {
    return this.#viewers.size;
  }

  get isFull(): boolean {
    return this.#viewers.size >= VIEWERS_MAX;
  }

  /** Takes in a response whose head is written. */
  add(response: ServerResponse): void {
    const viewer: Viewer = { response, waitingSinceMs: undefined };
    this.#viewers.add(viewer);
    response.on('close', () => {
      this.#viewers.delete(viewer);
      this.#onChange();
    });
    write(viewer, `retry: 1000\n\n${this.#last ?? ''}`, this.#nowMs());
    this.#onChange();
  }

  /** Shows everybody something new; who still waits for what was before is left out this time. */
  show(event: string): void {
    this.#last = event;
    const nowMs = this.#nowMs();
    for (const viewer of this.#viewers) {
      if (viewer.waitingSinceMs === undefined) write(viewer, event, nowMs);
      else if (nowMs - viewer.waitingSinceMs > STALLED_MS_MAX) viewer.response.destroy();
    }
  }

  /** Shows everybody the last event; resolves when all have taken it, or gone. */
  async end(event: string): Promise<void> {
    this.#last = event;
    const ends = [...this.#viewers].map(
      ({ response }) =>
        new Promise<void>((resolve) => {
          response.once('close', () => resolve());
          response.end(event, () => resolve());
        }),
    );
    await Promise.all(ends);
  }
}

function write(viewer: Viewer, event: string, nowMs: number): void {
  const { response } = viewer;
  if (response.write(event)) return;
  viewer.waitingSinceMs = nowMs;
  response.once('drain', () => {
    viewer.waitingSinceMs = undefined;
  });
}
