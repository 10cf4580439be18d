import type { Attack, Replay } from '@lighthouse/agent-sim';
import { API_PATHS } from '@lighthouse/contract/api-paths';
import { parseJson } from '../answer.ts';
import { field } from '../told.ts';
import { NOT_TRIED, type AttackEnd } from './attack-end.ts';
import { endOf, judgeAnswer } from './judge-answer.ts';
import type { Liar } from './liar.ts';
import type { TakenQuery, TakenStatement } from './loot.ts';
import { signLying } from './lying-signer.ts';
import { requestBytes, type RequestText } from './request-bytes.ts';

/** Sends again what was kept, as it was or altered. Not tried when there is nothing of the kind. */
export async function playReplay(liar: Liar, attack: Attack, trick: Replay): Promise<AttackEnd> {
  if (trick.isAcrossRestart === true || trick.of === 'own-query') await askWhoIsThere(liar);
  const taken = find(liar, trick);
  if (taken === undefined) return NOT_TRIED;
  const { signer, role, surroundings } = liar;
  const request = altered(liar, taken.request, trick);
  const host = new URL(surroundings.origin).host;
  const end = await surroundings.raw.exchange(requestBytes(host, request));
  const first = 'told' in taken ? taken.told : undefined;
  return endOf(judgeAnswer(attack, { name: signer.credential.agent, role, first }, end), []);
}

/** Asks the server who it is, which is also a query to send again. */
async function askWhoIsThere(liar: Liar): Promise<void> {
  const { surroundings, signer } = liar;
  const { loot, raw, wallNowMs, origin } = surroundings;
  const query = { method: 'GET', path: API_PATHS.info, key: '', body: '' } as const;
  const authorization = signLying(signer, { ...query, timeMs: Math.floor(wallNowMs()) }, {});
  const request = { ...query, authorization };
  const { answer } = await raw.exchange(requestBytes(new URL(origin).host, request));
  if (answer?.status !== 200) return;
  const process = field(parseJson(answer.text), 'pid');
  if (typeof process === 'number') loot.see(String(process));
  loot.takeQuery(signer.credential.agent, { request });
}

function find(liar: Liar, trick: Replay): TakenStatement | TakenQuery | undefined {
  const { loot } = liar.surroundings;
  const { agent } = liar.signer.credential;
  const isOld = trick.isAcrossRestart === true;
  switch (trick.of) {
    case 'own-query':
      return isOld ? loot.oldQueryOf(agent) : loot.queryOf(agent);
    case 'own-statement':
      return isOld ? loot.oldStatementOf(agent) : loot.statementOf(agent);
    case 'stolen-statement':
      return loot.stolenBy(agent);
  }
}

function altered(liar: Liar, request: RequestText, trick: Replay): RequestText {
  if (trick.content !== undefined) return withContent(liar, request, trick.content);
  if (trick.alter === 'body') return { ...request, body: request.body.replace(/^\{/, '{ ') };
  if (trick.alter === 'path') return { ...request, path: `${request.path}?x=1` };
  return trick.alter === 'key' ? { ...request, key: `${request.key}x` } : request;
}

/** The same key, honestly signed, for something else. */
function withContent(liar: Liar, request: RequestText, content: string): RequestText {
  const body = JSON.stringify({ ...Object(parseJson(request.body)), content });
  const changed = { method: 'POST', path: request.path, key: request.key, body } as const;
  const timeMs = Math.floor(liar.surroundings.wallNowMs());
  return { ...changed, authorization: signLying(liar.signer, { ...changed, timeMs }, {}) };
}
