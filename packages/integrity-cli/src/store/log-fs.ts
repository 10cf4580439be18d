import type { OpenLogOptions } from '@lighthouse/event-store';

/** What the event store asks of a file system. */
export type LogFs = NonNullable<OpenLogOptions['fs']>;
