import type { Clock, RandomBytes } from '@lighthouse/event-store';
import type { HostIo } from '../host/host-io.ts';

/** What a command on a log sees of the shell. */
export interface StoreIo extends Pick<HostIo, 'stdout' | 'printJson' | 'signal' | 'json' | 'cwd'> {
  /** Writes a line to stderr. */
  readonly log: (level: 'warn', text: string) => void;
}

/** Time and chance, for commands that write to a log. */
export interface StoreWorld {
  readonly clock: Clock;
  readonly random: RandomBytes;
}
