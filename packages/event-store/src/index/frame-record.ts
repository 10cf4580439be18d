/** What the indexes keep of a frame. */
export interface FrameRecord {
  readonly seq: number;
  /** Offset of the frame in its segment; until the frame is written, in its batch. */
  offset: number;
  readonly type: string;
  readonly stream: string;
  readonly version: number;
  readonly agent: string | undefined;
  readonly correlation: string | undefined;
  readonly id: string | undefined;
  /** Idempotency key, on the first frame of an append. */
  readonly key: string | undefined;
}

/** What events can be looked up by, each giving any number of them. */
export const NAME_KINDS = ['stream', 'type', 'agent', 'correlation'] as const;
export type NameKind = (typeof NAME_KINDS)[number];

/** What only one event of the log has. */
export type UniqueKind = 'id' | 'key';

/**
 * Names an (agent, key) pair; a missing agent counts as one agent. No agent's name holds a zero
 * character.
 */
export function keyName(agent: string | undefined, key: string): string {
  return `${agent ?? ''}\0${key}`;
}
