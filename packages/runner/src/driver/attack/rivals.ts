import type { Attack, Rivals, Statement } from '@lighthouse/agent-sim';
import { API_PATHS } from '@lighthouse/contract/api-paths';
import { reviewDigest } from '../../audit/content-digest.ts';
import { parseJson } from '../answer.ts';
import type { RequestSigner } from '../request-signer.ts';
import { field, readDecision } from '../told.ts';
import type { AttackEnd, Trace } from './attack-end.ts';
import { judgeAnswer, type JudgedAnswer } from './judge-answer.ts';
import type { Liar } from './liar.ts';
import { noteDigest } from './note-digest.ts';
import { twinOf } from './partners.ts';
import type { RawEnd } from './raw-connections.ts';

interface Said {
  readonly statement: Statement;
  readonly end: RawEnd;
  readonly judged: JudgedAnswer;
}

/** Makes two statements at the same moment of which the server may take one only. */
export async function playRivals(liar: Liar, attack: Attack, trick: Rivals): Promise<AttackEnd> {
  const opened = trick.from === 'twins' ? await twinOf(liar) : undefined;
  const [one, other] = trick.statements;
  const said = await Promise.all([
    say(liar, attack, one, liar.signer),
    say(liar, attack, other, opened?.twin ?? liar.signer),
  ]);
  const taken = said.filter(({ judged }) => judged.told !== undefined);
  const refused = said.filter(({ judged }) => judged.verdict === 'refused');
  const isBoth = taken.length === said.length;
  const isKnown = taken.length + refused.length === said.length;
  return {
    verdict: isBoth ? 'accepted' : isKnown ? 'refused' : 'unknown',
    isRight: isKnown && refused.every(({ judged }) => judged.isRight),
    answers: (refused.length > 0 ? refused : said).map(({ judged }) => judged.name).slice(0, 1),
    what: isBoth ? `both taken: ${one.body} and ${other.body}`.slice(0, WHAT_LENGTH_MAX) : '',
    traces: [...(opened?.traces ?? []), ...tracesOf(said)],
  };
}

const WHAT_LENGTH_MAX = 300;

async function say(
  { send, role }: Liar,
  attack: Attack,
  statement: Statement,
  signer: RequestSigner,
): Promise<Said> {
  const { path, key, body } = statement;
  const end = await send({ method: 'POST', path, key, body, signed: {} }, signer);
  const judged = judgeAnswer(attack, { name: signer.credential.agent, role }, end);
  return { statement, end, judged };
}

/**
 * Statements under one key are one operation: the one that was taken, or, when that is not known,
 * either of them.
 */
function tracesOf(said: readonly [Said, Said]): Trace[] {
  const [one, other] = said;
  if (one.statement.key !== other.statement.key) return said.map((each) => traceOf(each));
  const taken = said.find(({ judged }) => judged.told !== undefined);
  if (taken !== undefined) return [traceOf(taken)];
  const open = said.find(({ judged }) => judged.verdict !== 'refused');
  return [open === undefined ? traceOf(one) : { ...traceOf(open), digest: '' }];
}

function traceOf({ statement, end, judged }: Said): Trace {
  const { op, key, number, body } = statement;
  const text = end.answer?.text ?? '';
  const told = op === 'review' ? readDecision(parseJson(text)) : judged.told;
  const outcome =
    judged.told === undefined ? (judged.verdict === 'refused' ? 'fail' : 'info') : 'ok';
  return {
    kind: op,
    number,
    key,
    digest: op === 'review' ? reviewDigestOf(statement) : noteDigest(body),
    outcome,
    status: judged.status,
    told: told ?? judged.told,
    sentUs: end.sentUs,
    endedUs: end.endedUs,
    isLie: false,
  };
}

function reviewDigestOf({ path, body }: Statement): string {
  const review = parseJson(body);
  return reviewDigest({
    command: decodeURIComponent(path.slice(`${API_PATHS.reviews}/`.length)),
    verdict: field(review, 'verdict') === 'approve' ? 'approve' : 'reject',
    reason: String(field(review, 'reason')),
  });
}
