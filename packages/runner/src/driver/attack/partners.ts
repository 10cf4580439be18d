import { partnerName } from '@lighthouse/agent-sim';
import type { Role } from '@lighthouse/contract/api';
import { API_PATHS } from '@lighthouse/contract/api-paths';
import { parseJson } from '../answer.ts';
import { RequestSigner } from '../request-signer.ts';
import { readEnrolment, readReceipt, readSession } from '../told.ts';
import type { Trace } from './attack-end.ts';
import type { Hand, Liar } from './liar.ts';
import type { RawEnd } from './raw-connections.ts';
import { requestBytes } from './request-bytes.ts';

/** What a session that was opened or ended leaves in the history. */
export interface Opening {
  readonly signer: RequestSigner | undefined;
  readonly trace: Trace;
}

/** Opens a session for a signer that has none. */
export async function openSession(liar: Liar, signer: RequestSigner): Promise<Opening> {
  const { sessions: path } = API_PATHS;
  const end = await liar.send({ method: 'POST', path, key: '', body: '', signed: {} }, signer);
  const told = readSession(parseJson(end.answer?.text ?? ''));
  if (told !== undefined) signer.session = told.session;
  return { signer: told === undefined ? undefined : signer, trace: sessionTrace(end, told) };
}

/** Ends the session of a signer. */
export async function endSession(liar: Liar, signer: RequestSigner): Promise<Opening> {
  const { sessions: path } = API_PATHS;
  const end = await liar.send({ method: 'DELETE', path, key: '', body: '', signed: {} }, signer);
  const told = readReceipt(parseJson(end.answer?.text ?? ''));
  return { signer: told === undefined ? undefined : signer, trace: sessionTrace(end, told) };
}

/** Gives the liar's second session, which is opened once. `traces` are for the history. */
export async function twinOf(
  liar: Liar,
): Promise<{ readonly twin: RequestSigner | undefined; readonly traces: readonly Trace[] }> {
  if (liar.twin !== undefined) return { twin: liar.twin, traces: [] };
  const { signer: twin, trace } = await openSession(
    liar,
    new RequestSigner(liar.signer.credential),
  );
  liar.twin = twin;
  return { twin, traces: [trace] };
}

/** Gives an agent that the liar has registered for itself, with a session; registered once. */
export function partnerOf(
  liar: Liar,
  hand: Exclude<Hand, 'self' | 'twin'>,
): Promise<RequestSigner | undefined> {
  const name = partnerName(liar.signer.credential.agent, hand);
  const known = liar.partners.get(name) ?? register(liar, { name, role: 'builder' });
  liar.partners.set(name, known);
  return known;
}

/** Registers an agent that is none of the run's, and opens a session for it. */
export async function register(
  liar: Liar,
  { name, role }: { readonly name: string; readonly role: Role },
): Promise<RequestSigner | undefined> {
  const { origin, raw, enrolToken, coordinatorToken } = liar.surroundings;
  const token = role === 'coordinator' ? coordinatorToken : enrolToken;
  if (token === undefined) return undefined;
  const request = {
    method: 'POST',
    path: API_PATHS.agents,
    authorization: `Bearer ${token}`,
    key: '',
    body: JSON.stringify({ agent: name, role }),
  };
  const { answer } = await raw.exchange(requestBytes(new URL(origin).host, request));
  const told = readEnrolment(parseJson(answer?.text ?? ''));
  if (told === undefined) return undefined;
  return (await openSession(liar, new RequestSigner(told.credential))).signer;
}

function sessionTrace(end: RawEnd, told: Trace['told']): Trace {
  const status = end.answer?.status ?? 0;
  const isRefused = status >= 400 && status < 500;
  const outcome = told === undefined ? (isRefused ? 'fail' : 'info') : 'ok';
  const { sentUs, endedUs } = end;
  const plain = { key: '', digest: '', number: undefined, isLie: false } as const;
  return { kind: 'session', ...plain, outcome, status, told, sentUs, endedUs };
}
