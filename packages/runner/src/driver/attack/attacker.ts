import {
  ATTACKS,
  type Attack,
  type AttackOperation,
  type LyingRequest,
} from '@lighthouse/agent-sim';
import type { Role } from '@lighthouse/contract/api';
import type { RequestSigner } from '../request-signer.ts';
import { NOT_TRIED, type AttackEnd, type Trace } from './attack-end.ts';
import { drip, flood, hoard } from './crowding.ts';
import { endOf, judgeAnswer, type JudgedAnswer } from './judge-answer.ts';
import type { AttackSurroundings, Liar } from './liar.ts';
import { signLying } from './lying-signer.ts';
import type { RawEnd } from './raw-connections.ts';
import { noteDigest } from './note-digest.ts';
import { playReplay } from './replays.ts';
import { requestBytes } from './request-bytes.ts';
import { playReturn } from './returns.ts';
import { playRivals } from './rivals.ts';
import { playScheme } from './schemes.ts';

const WRONG_TOKEN = 'x'.repeat(43);

/** Carries out the attacks of one agent. Never rejects. */
export class Attacker {
  readonly #liar: Liar;

  constructor(surroundings: AttackSurroundings, signer: RequestSigner, role: Role) {
    const send = (request: LyingRequest, from = signer) => {
      const host = new URL(surroundings.origin).host;
      const authorization = authorizationOf(request, from, surroundings);
      return surroundings.raw.exchange(requestBytes(host, { ...request, authorization }));
    };
    this.#liar = { surroundings, signer, role, send, twin: undefined, partners: new Map() };
  }

  async play({ name, trick, number }: AttackOperation): Promise<AttackEnd> {
    const attack: Attack = ATTACKS[name];
    const liar = this.#liar;
    switch (trick.kind) {
      case 'request':
        return this.#request(attack, trick.request, number);
      case 'replay':
        return playReplay(liar, attack, trick);
      case 'rivals':
        return playRivals(liar, attack, trick);
      case 'scheme':
        return playScheme(liar, attack, trick);
      case 'return':
        return playReturn(liar, attack, trick);
      case 'bytes':
        return this.#bytes(attack, trick.head.repeat(trick.repeat));
      case 'drip':
        return drip(liar, attack, trick);
      case 'flood':
        return flood(liar, trick.count);
      case 'hoard':
        return hoard(liar, trick.count);
      case 'silence':
        return { ...NOT_TRIED, verdict: 'unknown', answers: ['NOT_ANSWERED_BY_INTENT'] };
    }
  }

  async #request(attack: Attack, request: LyingRequest, number: number): Promise<AttackEnd> {
    const { signer, role, send } = this.#liar;
    const end = await send(request);
    const judged = judgeAnswer(attack, { name: signer.credential.agent, role }, end);
    const trace = traceOf({ request, number, judged, end, attack });
    return endOf(judged, trace === undefined ? [] : [trace]);
  }

  async #bytes(attack: Attack, text: string): Promise<AttackEnd> {
    const { signer, role, surroundings } = this.#liar;
    const end = await surroundings.raw.exchange(Buffer.from(text, 'latin1'));
    return endOf(judgeAnswer(attack, { name: signer.credential.agent, role }, end), []);
  }
}

function authorizationOf(
  { signed, ...request }: LyingRequest,
  signer: RequestSigner,
  { wallNowMs, enrolToken }: AttackSurroundings,
): string {
  if (signed === 'not') return '';
  if (signed === 'by-token') return `Bearer ${enrolToken}`;
  if (signed === 'by-wrong-token') return `Bearer ${WRONG_TOKEN}`;
  return signLying(signer, { ...request, timeMs: Math.floor(wallNowMs()) }, signed);
}

/** What a request may have left in the log, by what was answered to it. */
function traceOf(of: {
  readonly request: LyingRequest;
  readonly number: number;
  readonly judged: JudgedAnswer;
  readonly end: RawEnd;
  readonly attack: Attack;
}): Trace | undefined {
  const { request, number, judged, end, attack } = of;
  if (request.leaves === undefined || request.key.length > KEY_LENGTH_MAX) return undefined;
  const isSession = request.leaves === 'session';
  if (!isSession && request.key === '') return undefined;
  const isHarmless = attack.right.fine === 'as-ignored' || isSession;
  const outcome = judged.told !== undefined ? 'ok' : judged.verdict === 'refused' ? 'fail' : 'info';
  return {
    kind: isSession ? 'session' : kindOf(request.path),
    number: isSession ? undefined : number,
    key: request.key,
    digest: isHarmless && !isSession ? noteDigest(request.body) : '',
    outcome,
    status: judged.status,
    told: judged.told,
    sentUs: end.sentUs,
    endedUs: end.endedUs,
    isLie: !isHarmless,
  };
}

/** Keys that are too long are no agent's own. */
const KEY_LENGTH_MAX = 200;

function kindOf(path: string): Trace['kind'] {
  if (path.startsWith('/v1/commands')) return 'command';
  return path.startsWith('/v1/reviews') ? 'review' : 'event';
}
