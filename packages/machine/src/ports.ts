import { readTextFile, type ReadText } from './read-text.ts';

/** The ports that a connection may leave from. Both ends count. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** Reads the range of ports for connections; undefined where there is no /proc/sys/net. */
export function readPortRange(readText: ReadText = readTextFile): PortRange | undefined {
  const range = readText('/proc/sys/net/ipv4/ip_local_port_range');
  if (range === undefined) return undefined;
  const [first = 0, last = 0] = range.trim().split(/\s+/).map(Number);
  return { first, last, count: Math.max(0, last - first + 1) };
}
