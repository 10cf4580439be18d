import type { Attack } from '@lighthouse/agent-sim';
import { parseJson, problemCode } from '../answer.ts';
import { field, readReceipt, type Told } from '../told.ts';
import type { AttackEnd, LieVerdict, Trace } from './attack-end.ts';
import type { RawEnd } from './raw-connections.ts';

export interface JudgedAnswer {
  readonly verdict: LieVerdict;
  readonly isRight: boolean;
  /** Problem code, status or kind of broken connection. */
  readonly name: string;
  readonly what: string;
  /** The receipt of an acknowledgement. */
  readonly told: Told | undefined;
  readonly status: number;
}

export interface Listener {
  readonly name: string;
  readonly role: string;
  /** What was answered the first time. */
  readonly first?: Told | undefined;
}

/** Not now is no acceptance, whatever was to be answered. */
const ALWAYS_FINE: readonly string[] = ['TOO_MANY_REQUESTS'];
const CLOSED: readonly string[] = ['CONNECTION_CLOSED', 'ECONNRESET', 'EPIPE'];

/**
 * Tells whether an attack was refused. 4xx: it was, whatever the code. 2xx: the target fell for it,
 * unless the attack says what makes such an answer right. 5xx: not known, unless failing is what
 * the attack is after.
 */
export function judgeAnswer(attack: Attack, listener: Listener, end: RawEnd): JudgedAnswer {
  const { right } = attack;
  const status = end.answer?.status ?? 0;
  const body = parseJson(end.answer?.text ?? '');
  const name = end.failure === '' ? (problemCode(body) ?? `HTTP_${status}`) : end.failure;
  const told = status >= 200 && status < 300 ? readReceipt(body) : undefined;
  const judged = (verdict: LieVerdict, isRight = true, what = ''): JudgedAnswer => ({
    verdict,
    isRight,
    name,
    what,
    told,
    status,
  });
  if (end.failure !== '') {
    const isRight = right.refusals.includes('CLOSED') && CLOSED.includes(end.failure);
    return judged(isRight ? 'refused' : 'unknown');
  }
  if (status >= 400 && status < 500) {
    const isRight = [name, `HTTP_${status}`].some((each) => right.refusals.includes(each));
    return judged('refused', isRight || ALWAYS_FINE.includes(name));
  }
  if (status >= 500) {
    const isFallen = status === 500 && right.isAfterFailure === true;
    return isFallen ? judged('accepted', false, 'the server failed over it') : judged('unknown');
  }
  const wrong = whyWrong(right.fine, { body, told, listener });
  return wrong === undefined ? judged('refused') : judged('accepted', false, wrong);
}

function whyWrong(
  fine: Attack['right']['fine'],
  { body, told, listener }: { body: unknown; told: Told | undefined; listener: Listener },
): string | undefined {
  switch (fine) {
    case undefined:
      return 'acknowledged';
    case 'as-ignored':
      return undefined;
    case 'own-role': {
      const role = field(body, 'role');
      return role === listener.role ? undefined : `given the role ${String(role)}`;
    }
    case 'first-answer': {
      const { first } = listener;
      const isSame =
        told?.receiptSeq === first?.receiptSeq && told?.receiptMac === first?.receiptMac;
      return isSame ? undefined : `taken again, as event ${told?.receiptSeq ?? 'unknown'}`;
    }
    case 'own-events': {
      const alien = eventsIn(body).find((event) => field(event, 'stream') !== listener.name);
      if (alien === undefined) return undefined;
      return `shown event ${String(field(alien, 'seq'))} of ${String(field(alien, 'stream'))}`;
    }
  }
}

function eventsIn(body: unknown): readonly unknown[] {
  const events = field(body, 'events');
  return Array.isArray(events) ? events : [];
}

/** What is booked of an attack that was one request. */
export function endOf(judged: JudgedAnswer, traces: readonly Trace[]): AttackEnd {
  const { verdict, isRight, name, what } = judged;
  return { verdict, isRight, answers: [name], what, traces };
}
