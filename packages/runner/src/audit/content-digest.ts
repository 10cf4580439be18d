import { hash } from 'node:crypto';
import type { CommandRequest } from '@lighthouse/contract/api';
import {
  commandPayload,
  reviewPayload,
  storedEventPayload,
} from '@lighthouse/contract/event-payloads';
import type { ReviewRecord } from '@lighthouse/contract/event-payloads';
import { DIGEST_LENGTH } from '../history/record.ts';

/**
 * What an operation must have put into the log, in 96 bits: the first 16 characters of the base64
 * SHA-256 over the payloads of the agent's events in the append, in order, each written as a
 * netstring (`<bytes>:<payload>,`).
 */
export function contentDigest(payloads: readonly Uint8Array[]): string {
  return digestOf(Buffer.concat(payloads.flatMap(netstring)));
}

export function commandDigest(command: CommandRequest): string {
  return textsDigest([commandPayload(command), ...command.steps]);
}

export function reviewDigest(review: ReviewRecord): string {
  return textsDigest([reviewPayload(review)]);
}

export function storedEventDigest(event: { type: string; content: string }): string {
  return textsDigest([storedEventPayload(event)]);
}

/** Of a statement that is one event, with this payload. */
export function textDigest(payload: string): string {
  return textsDigest([payload]);
}

function textsDigest(texts: readonly string[]): string {
  return digestOf(texts.map((text) => `${Buffer.byteLength(text)}:${text},`).join(''));
}

function digestOf(content: string | Uint8Array): string {
  return hash('sha256', content, 'base64').slice(0, DIGEST_LENGTH);
}

function netstring(payload: Uint8Array): Uint8Array[] {
  return [Buffer.from(`${payload.length}:`), payload, COMMA];
}

const COMMA = Buffer.from(',');
