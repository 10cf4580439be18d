import { BridgeProcess, type BridgeOptions } from './bridge-process.ts';

/** How often a start on the port of before is tried: another process may have it for a moment. */
const STARTS_MAX = 5;

/** A bridge that may die and live again, always at the same address. */
export class BridgeLife {
  readonly #options: BridgeOptions;
  readonly url: string;
  #bridge: BridgeProcess;
  /** It was ended on purpose. */
  #isExpectedToEnd = false;
  #isOver = false;

  private constructor(options: BridgeOptions, url: string, bridge: BridgeProcess) {
    this.#options = options;
    this.url = url;
    this.#bridge = bridge;
  }

  static async begin(options: BridgeOptions): Promise<BridgeLife> {
    const { bridge, ready } = await BridgeProcess.start(options);
    const port = Number(new URL(ready.url).port);
    return new BridgeLife({ ...options, port }, ready.url, bridge);
  }

  /** Undefined while it does not live. */
  get pid(): number | undefined {
    return this.#bridge.ended === undefined ? this.#bridge.pid : undefined;
  }

  /** How it ended, when it ended of itself. */
  crash(): string | undefined {
    const { ended } = this.#bridge;
    if (this.#isExpectedToEnd || ended === undefined) return undefined;
    return `the bridge ended in mid-run (${ended.signal ?? `exit code ${ended.code}`})`;
  }

  async kill(): Promise<void> {
    this.#isExpectedToEnd = true;
    await this.#bridge.kill();
  }

  async start(): Promise<void> {
    for (let left = STARTS_MAX; !this.#isOver; left--) {
      try {
        this.#bridge = (await BridgeProcess.start(this.#options)).bridge;
        this.#isExpectedToEnd = false;
        break;
      } catch (error) {
        if (left <= 1) throw error;
      }
    }
    if (this.#isOver) await this.#bridge.kill();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    this.#isExpectedToEnd = true;
    if (this.#bridge.ended === undefined) await this.#bridge.stop();
  }
}
