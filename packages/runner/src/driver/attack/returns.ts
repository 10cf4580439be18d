import type { Attack, Return } from '@lighthouse/agent-sim';
import { API_PATHS } from '@lighthouse/contract/api-paths';
import { RequestSigner } from '../request-signer.ts';
import { NOT_TRIED, type AttackEnd, type Trace } from './attack-end.ts';
import { endOf, judgeAnswer } from './judge-answer.ts';
import type { Liar } from './liar.ts';
import { endSession, openSession, register } from './partners.ts';

/** Comes back with a session or a credential that is worth nothing any more. */
export async function playReturn(liar: Liar, attack: Attack, trick: Return): Promise<AttackEnd> {
  const { signer, traces } =
    trick.with === 'ended-session'
      ? await withEndedSession(liar)
      : { signer: await withRevokedCredential(liar, trick.key), traces: [] };
  if (signer === undefined) return { ...NOT_TRIED, traces };
  const { credential } = liar.signer;
  const end = await liar.send(requestOf(trick), signer);
  const judged = judgeAnswer(attack, { name: credential.agent, role: liar.role }, end);
  return endOf(judged, traces);
}

function requestOf({ to, key }: Return) {
  const post = { method: 'POST', signed: {} } as const;
  if (to === 'open-session')
    return { ...post, path: API_PATHS.sessions, key: '', body: '', signed: { session: '-' } };
  const body = JSON.stringify({ type: 'note', content: `note ${key}` });
  return { ...post, path: API_PATHS.events, key, body };
}

async function withEndedSession(
  liar: Liar,
): Promise<{ readonly signer: RequestSigner | undefined; readonly traces: readonly Trace[] }> {
  const opened = await openSession(liar, new RequestSigner(liar.signer.credential));
  if (opened.signer === undefined) return { signer: undefined, traces: [opened.trace] };
  const ended = await endSession(liar, opened.signer);
  return { signer: ended.signer, traces: [opened.trace, ended.trace] };
}

/** Not possible where the run may not register a coordinator. */
async function withRevokedCredential(liar: Liar, key: string): Promise<RequestSigner | undefined> {
  const coordinator = await coordinatorOf(liar);
  const leaver = coordinator && (await register(liar, { name: `${key}.leaver`, role: 'builder' }));
  if (coordinator === undefined || leaver === undefined) return undefined;
  const path = `${API_PATHS.agents}/${encodeURIComponent(leaver.credential.agent)}`;
  const revocation = { method: 'DELETE', path, key: '', body: '', signed: {} } as const;
  const { answer } = await liar.send(revocation, coordinator);
  return answer?.status === 200 ? leaver : undefined;
}

/** The liar's own, registered once. */
function coordinatorOf(liar: Liar): Promise<RequestSigner | undefined> {
  const name = `${liar.signer.credential.agent}.coordinator`;
  const known = liar.partners.get(name) ?? register(liar, { name, role: 'coordinator' });
  liar.partners.set(name, known);
  return known;
}
