import type { Attack, Scheme, Step } from '@lighthouse/agent-sim';
import { API_PATHS } from '@lighthouse/contract/api-paths';
import { STATEMENTS, statementPayload } from '@lighthouse/contract/coordination';
import { textDigest } from '../../audit/content-digest.ts';
import { parseJson } from '../answer.ts';
import type { RequestSigner } from '../request-signer.ts';
import { field, readReceipt, type Told } from '../told.ts';
import { NOT_TRIED, type AttackEnd, type Trace } from './attack-end.ts';
import { judgeAnswer, type JudgedAnswer } from './judge-answer.ts';
import type { Hand, Liar } from './liar.ts';
import { partnerOf, twinOf } from './partners.ts';
import type { RawEnd } from './raw-connections.ts';

/** One statement of a scheme, and what was answered. */
interface Said {
  readonly step: Step;
  readonly ids: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly end: RawEnd;
  readonly answer: unknown;
  readonly told: Told | undefined;
}

interface Play {
  readonly liar: Liar;
  readonly hands: ReadonlyMap<Hand, RequestSigner>;
  /** What was said before, in order. The first is what all is about. */
  readonly before: Said[];
}

/** Says what leads up to the lies, tells them all at once, and looks at what came of it. */
export async function playScheme(liar: Liar, attack: Attack, scheme: Scheme): Promise<AttackEnd> {
  const { hands, traces } = await handsFor(liar, scheme);
  if (hands === undefined) return { ...NOT_TRIED, traces };
  const play: Play = { liar, hands, before: [] };
  for (const step of scheme.before) {
    const said = await say(play, step);
    play.before.push(said);
    if (said.told === undefined) return { ...NOT_TRIED, traces: [...traces, ...tracesOf(play)] };
  }
  const lies = await Promise.all(scheme.lies.map((step) => say(play, step)));
  const { fine, refusals } = attack.right;
  // A vote that contradicts another is refused, and kept.
  const isNowhere =
    (scheme.takenMax ?? 0) === 0 && fine === undefined && !refusals.includes('EQUIVOCATION');
  const judged = lies.map((said) => judgeAnswer(attack, listenerTo(said, play), said.end));
  const all = [
    ...traces,
    ...tracesOf(play),
    ...lies.flatMap((said) => traceOf(said, play, isNowhere)),
  ];
  const wrong = whyTaken(scheme, judged) ?? (await whySeen(play, scheme));
  const isUnknown = wrong === 'unknown' || judged.some(({ verdict }) => verdict === 'unknown');
  const refused = judged.filter(({ verdict }) => verdict === 'refused');
  const isAccepted = wrong !== undefined && wrong !== 'unknown';
  return {
    verdict: isAccepted ? 'accepted' : isUnknown ? 'unknown' : 'refused',
    isRight: refused.every(({ isRight }) => isRight),
    answers: (refused.length > 0 ? refused : judged).map(({ name }) => name).slice(0, 1),
    what: isAccepted ? wrong : '',
    traces: all,
  };
}

/** Those who speak in a scheme, each with a session; undefined when one has none. */
async function handsFor(
  liar: Liar,
  { before, lies }: Scheme,
): Promise<{ hands: ReadonlyMap<Hand, RequestSigner> | undefined; traces: readonly Trace[] }> {
  const hands = new Map<Hand, RequestSigner>([['self', liar.signer]]);
  const traces: Trace[] = [];
  const needed = new Set([...before, ...lies].map(({ by }) => by));
  // All partners that a roster may name are there when any of them is needed.
  if (needed.has('partner')) needed.add('second-partner');
  for (const hand of needed) {
    if (hand === 'self') continue;
    const found = hand === 'twin' ? await twinOf(liar) : undefined;
    traces.push(...(found?.traces ?? []));
    const signer = hand === 'twin' ? found?.twin : await partnerOf(liar, hand);
    if (signer === undefined) return { hands: undefined, traces };
    hands.set(hand, signer);
  }
  return { hands, traces };
}

async function say({ liar, hands, before }: Play, step: Step): Promise<Said> {
  const { by, state, key, afterMs = 0, fenceOf } = step;
  const { later } = liar.surroundings;
  if (afterMs > 0) await new Promise<void>((resolve) => later(afterMs, resolve));
  const fence = fenceOf === undefined ? {} : { fence: field(before[fenceOf]?.answer, 'fence') };
  const body = { ...fence, ...step.body };
  const ids: Record<string, string> = {};
  const path = STATEMENTS[state].path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const id = String(field(before[0]?.answer, name));
    ids[name] = id;
    return encodeURIComponent(id);
  });
  const text = JSON.stringify(body);
  const request = { method: 'POST', path, key, body: text, signed: {} } as const;
  const end = await liar.send(request, hands.get(by) ?? liar.signer);
  const answer = parseJson(end.answer?.text ?? '');
  const status = end.answer?.status ?? 0;
  const told = status >= 200 && status < 300 ? readReceipt(answer) : undefined;
  return { step, ids, body, end, answer, told };
}

/** The first answer to a repetition is that to the last thing the same hand said. */
function listenerTo({ step }: Said, { liar, before }: Play) {
  const first = before.findLast((said) => said.step.by === step.by)?.told;
  return { name: liar.signer.credential.agent, role: liar.role, first };
}

function whyTaken({ takenMax = 0 }: Scheme, judged: readonly JudgedAnswer[]): string | undefined {
  const taken = judged.filter(({ verdict }) => verdict === 'accepted');
  if (taken.length <= takenMax) return undefined;
  const [first] = taken;
  return takenMax === 0 ? (first?.what ?? '') : `${taken.length} taken, where ${takenMax} may be`;
}

/** Looks at what the scheme is about. `unknown` when it is not shown. */
async function whySeen({ liar, before }: Play, { seen }: Scheme): Promise<string | undefined> {
  if (seen === undefined) return undefined;
  const made = before[0]?.answer;
  const [folder, id] =
    field(made, 'proposal') === undefined
      ? [API_PATHS.tasks, field(made, 'task')]
      : [API_PATHS.proposals, field(made, 'proposal')];
  const path = `${folder}/${encodeURIComponent(String(id))}`;
  const end = await liar.send({ method: 'GET', path, key: '', body: '', signed: {} });
  if (end.answer?.status !== 200) return 'unknown';
  const shown = parseJson(end.answer.text);
  const status = field(shown, 'status');
  if (status !== seen.status) return `it is ${String(status)}, and should be ${seen.status}`;
  const votes = Number(field(shown, 'yes') ?? 0) + Number(field(shown, 'no') ?? 0);
  const { votesMax = Infinity } = seen;
  return votes > votesMax ? `${votes} votes count, where ${votesMax} may` : undefined;
}

function tracesOf(play: Play): Trace[] {
  return play.before.flatMap((said) => traceOf(said, play));
}

/** Partners are none of the run's: nothing of theirs is in its history. */
function traceOf(said: Said, { before }: Play, isNowhere = false): Trace[] {
  const { step, ids, body, end, answer, told } = said;
  if (step.number === 0) return [];
  const status = end.answer?.status ?? 0;
  const isRepeat = before.some(
    (other) => other.step !== step && isSame(other.told, told) && told !== undefined,
  );
  // A second vote that differs is refused, and kept: the answer says where.
  const kept = readReceipt(field(answer, 'evidence'));
  const isRefused = status >= 400 && status < 500;
  const outcome = isRepeat ? 'fail' : (told ?? kept) !== undefined ? 'ok' : undefined;
  return [
    {
      kind: 'event',
      number: step.number,
      key: step.key,
      digest: digestOf(step, ids, body),
      outcome: outcome ?? (isRefused ? 'fail' : 'info'),
      status,
      told: isRepeat ? undefined : (told ?? kept),
      sentUs: end.sentUs,
      endedUs: end.endedUs,
      isLie: isNowhere && outcome === undefined && !isRefused,
    },
  ];
}

function isSame(one: Told | undefined, other: Told | undefined): boolean {
  return one?.receiptSeq === other?.receiptSeq && one?.receiptMac === other?.receiptMac;
}

/** What must stand in the log if it was taken: defaults filled in, members in their order. */
function digestOf({ state }: Step, ids: Said['ids'], body: Said['body']): string {
  const parsed = STATEMENTS[state].request.safeParse(body);
  return parsed.success ? textDigest(statementPayload(ids, parsed.data)) : '';
}
