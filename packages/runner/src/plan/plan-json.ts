import { createHash } from 'node:crypto';
import type { Plan } from './plan.ts';

/**
 * Writes a plan as canonical JSON (RFC 8785): members sorted, no white space. Equal plans give
 * equal bytes.
 */
export function planJson(plan: Plan): string {
  return JSON.stringify(plan, (_key, value: unknown) => sortMembers(value));
}

/** Lower-case hex SHA-256 of the plan's canonical JSON. */
export function planSha256(plan: Plan): string {
  return createHash('sha256').update(planJson(plan)).digest('hex');
}

function sortMembers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value);
  members.sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members);
}
