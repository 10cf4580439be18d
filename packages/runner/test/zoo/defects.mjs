/**
 * Places of the real bridge's source that can be made wrong, each under the name of a defect. The
 * bundle of the zoo holds them all; `ZOO_DEFECT` in the environment picks one, and without it the
 * bridge is as it should be. `zoo(name)` tells whether a defect is picked, `zooEvery(name, n)` the
 * same once in n calls. What is to be replaced must stand in its file exactly once.
 */
export const PATCHES = [
  {
    file: 'bridge/src/service/commits.ts',
    find: `    return new Promise((resolve, reject) => {
      const pending: Pending =`,
    put: `    if (key !== undefined && zooEvery('drops-one-in-five', 5)) return zooMakeUp(this, drafts, []);
    if (key !== undefined && zoo('acknowledges-before-writing'))
      return zooMakeUp(this, drafts, [50, () => void this.writeLater(drafts, key)]);
    if (key !== undefined && zooEvery('reorders', 4))
      return zooMakeUp(this, drafts, [400, () => void this.writeLater(drafts, key)]);
    return new Promise((resolve, reject) => {
      const pending: Pending =`,
  },
  {
    file: 'bridge/src/service/commits.ts',
    find: `  #settle(pending: Pending,`,
    put: `  get zooLastSeq() {
    return this.#log.lastSeq;
  }
  zooTell(draft: Draft, place: Place) {
    this.#onCommitted(draft, place);
  }
  async writeLater(drafts: readonly Draft[], key: string) {
    await this.#log.append({ events: drafts.map(({ event }) => event), key }).catch(() => {});
  }

  #settle(pending: Pending,`,
  },
  {
    file: 'bridge/src/service/state-once.ts',
    find: `if (known !== undefined) return repeat(known, statement);`,
    put: `if (known !== undefined && !zoo('duplicates-on-retry')) return repeat(known, statement);`,
  },
  {
    file: 'bridge/src/service/state-once.ts',
    find: `  requireNew(caller);`,
    put: `  if (!zoo('duplicates-on-retry')) requireNew(caller);`,
  },
  {
    file: 'event-store/src/append/writer.ts',
    find: `    const agent = request.events[0]?.agent;
    for (const draft of this.#drafts()) {`,
    put: `    if (zoo('duplicates-on-retry')) return false;
    const agent = request.events[0]?.agent;
    for (const draft of this.#drafts()) {`,
  },
  {
    file: 'bridge/src/service/state-once.ts',
    find: `if (answer.kind !== kind || answer.digest !== digest)`,
    put: `if (!zoo('ignores-key-conflicts') && (answer.kind !== kind || answer.digest !== digest))`,
  },
  {
    file: 'bridge/src/http/authenticate.ts',
    find: `if (!isAuthentic || agent === undefined`,
    put: `const isLax = zoo('accepts-any-signature') || zoo('accepts-forged-identity');
    if ((!isAuthentic && !isLax) || agent === undefined`,
  },
  {
    file: 'bridge/src/http/authenticate.ts',
    find: `session.agent !== signature.agent)`,
    put: `(session.agent !== signature.agent && !zoo('accepts-forged-identity')))`,
  },
  {
    file: 'bridge/src/http/authenticate.ts',
    find: `if (Math.abs(nowMs() - signature.timeMs) > LIMITS.clockSkewMs)`,
    put: `if (!zoo('accepts-old-signatures') && Math.abs(nowMs() - signature.timeMs) > LIMITS.clockSkewMs)`,
  },
  {
    file: 'bridge/src/service/freshness.ts',
    find: `if (freshness === 'repeated')`,
    put: `if (freshness === 'repeated' && !zoo('accepts-replays'))`,
  },
  {
    file: 'bridge/src/domain/state.ts',
    find: `this.reviews.close(fact.command, 'decided');`,
    put: `if (!zoo('decides-twice')) this.reviews.close(fact.command, 'decided');`,
  },
  {
    file: 'bridge/src/service/vote.ts',
    find: `      case 'repeated':`,
    put: `      case 'repeated':
        if (zoo('counts-votes-twice')) return count(bridge, proposal, caller, wish);`,
  },
  {
    file: 'bridge/src/domain/voting.ts',
    find: `if (!ballot.roster.has(voter))`,
    put: `if (!zoo('takes-votes-from-outside') && !ballot.roster.has(voter))`,
  },
  {
    file: 'bridge/src/domain/voting.ts',
    find: `first.vote === vote ? 'repeated' : 'equivocation'`,
    put: `first.vote === vote ? 'repeated' : zoo('counts-both-votes') ? 'counted' : 'equivocation'`,
  },
  {
    file: 'bridge/src/domain/voting.ts',
    find: `return ballot.status === 'open' ?`,
    put: `return ballot.status === 'open' || zoo('decides-again') ?`,
  },
  {
    file: 'bridge/src/service/tasks.ts',
    find: `  const isHolder = lease?.holder === origin.agent;`,
    put: `  if (zoo('accepts-stale-fences')) return lease ?? { holder: origin.agent, fence, untilMs: 0 };
  const isHolder = lease?.holder === origin.agent;`,
  },
  {
    file: 'bridge/src/service/tasks.ts',
    find: `if (lease !== undefined && lease.untilMs > nowMs)`,
    put: `if (!zoo('gives-leases-twice') && lease !== undefined && lease.untilMs > nowMs)`,
  },
  {
    file: 'bridge/src/http/authenticate.ts',
    find: `|| agent.isRevoked || leaving.has(agent.name))`,
    put: `|| (!zoo('lets-the-revoked-back') && (agent.isRevoked || leaving.has(agent.name))))`,
  },
  {
    file: 'bridge/src/service/query-events.ts',
    find: `const isMine = (name: string) =>`,
    put: `const isMine = (name: string) => zoo('leaks-streams') ||`,
  },
  {
    file: 'bridge/src/service/query-events.ts',
    find: `const found = mayOversee(reader.role)`,
    put: `const found = mayOversee(reader.role) || zoo('leaks-everything')`,
  },
  {
    file: 'bridge/src/service/query-events.ts',
    find: `    if (page.length === limit && last`,
    put: `    if (zoo('answers-with-stale-data') && event.tsUs > Date.now() * 1000 - 5e5) continue;
    if (page.length === limit && last`,
  },
  {
    file: 'bridge/src/inbox/inbox.ts',
    find: `for (const stream of this.#streams.get(agent) ?? [])`,
    put: `for (const stream of zoo('leaks-inboxes') ? [...this.#streams.values()].flat() : (this.#streams.get(agent) ?? []))`,
  },
  {
    file: 'bridge/src/http/routes.ts',
    find: `{ receipt: { seq, mac } }: Answer): Receipt {`,
    put: `{ receipt: { seq: zooSeq, mac: zooMac } }: Answer): Receipt {
  const seq = zooEvery('reuses-sequence-numbers', 5) ? zooSeq - 1 : zooSeq;
  const isWrong = zooEvery('gives-wrong-macs', 5);
  const mac = isWrong ? [...zooMac].reverse().join('').replaceAll('=', 'A') : zooMac;`,
  },
  {
    file: 'bridge/src/http/statement-routes.ts',
    find: `    requireMayWrite(bridge, caller, kind);`,
    put: `    requireMayWrite(bridge, caller, kind);
    const zooSelf = caller.origin.agent;
    if (zoo('leaks-memory')) zooLeak();
    if (zoo('is-slow')) await zooSleep(30);
    if (zooEvery('is-overloaded', 6)) throw new ZooRefusal('OVERLOADED', 'not now', 1);
    if (zoo('stalls-one-agent') && zooSelf.endsWith('-0001')) await new Promise(() => {});`,
  },
  {
    file: 'bridge/src/http/statement-routes.ts',
    find: `import { receiptOf, requireMayWrite, sendJson }`,
    put: `import { Refusal as ZooRefusal } from '../domain/refusal.ts';
import { receiptOf, requireMayWrite, sendJson }`,
  },
  {
    file: 'bridge/src/http/statement-routes.ts',
    find: `    const status = isRepeat || answer.members['decision'] !== 'escalated' ? 200 : 202;`,
    put: `    const status = isRepeat || answer.members['decision'] !== 'escalated' ? 200 : 202;
    if (zooEvery('dies-in-mid-run', 15)) process.exit(3);
    if (zooEvery('refuses-what-it-wrote', 6)) throw new ZooRefusal('FORBIDDEN', 'no');
    if (zooEvery('loses-answers', 5) && self.endsWith('-0000')) {
      reply.hijack();
      return void reply.raw.destroy();
    }
    if (zooEvery('tells-another-decision', 6))
      return sendJson(reply, 200, {
        ...answer.members,
        decision: answer.members['decision'] === 'allowed' ? 'denied' : 'allowed',
        receipt: receiptOf(bridge, answer),
      });`,
  },
  {
    file: 'bridge/src/host/serve.ts',
    find: `const clock = { nowUs: () => nowMs() * 1000 };`,
    put: `const clock = { nowUs: () => (nowMs() - (zoo('lies-about-time') ? 3_600_000 : 0)) * 1000 };`,
  },
  {
    file: 'bridge/src/host/sweeps.ts',
    find: `expireReviews(bridge),`,
    put: `zoo('waits-for-the-silent') ? undefined : expireReviews(bridge),`,
  },
  {
    file: 'bridge/src/service/submit-command.ts',
    find: `  const payload = commandPayload(request);`,
    put: `  const payload = commandPayload(
    zooEvery('changes-content', 6) ? { ...request, content: 'something else' } : request,
  );`,
  },
  {
    file: 'bridge/src/service/submit-command.ts',
    find: `    const { decision, reason } = ruling;`,
    put: `    if (zoo('loses-steps')) drafts.splice(1);
    const zooOther = agent.endsWith('-0001') ? 'builder-0000' : 'builder-0001';
    if (zooEvery('forges-events', 8)) {
      const zooNote = { key: \`forged-\${command}\`, type: 'note', content: 'forged' };
      const zooFrom = { ...caller.origin, agent: zooOther };
      void bridge.commits.append([zooEventStored(zooFrom, zooNote)], zooNote.key);
    }
    const { decision, reason } = ruling;`,
  },
  {
    file: 'bridge/src/service/submit-command.ts',
    find: `export interface Submission {`,
    put: `import { eventStored as zooEventStored } from '../domain/drafts.ts';
export interface Submission {`,
  },
  {
    file: 'bridge/src/service/follow-inbox.ts',
    find: `if (inbox.countOf(session.agent) >= settings.inboxStreamsPerAgentMax)`,
    put: `if (!zoo('opens-any-number-of-streams') && inbox.countOf(session.agent) >= settings.inboxStreamsPerAgentMax)`,
  },
  {
    file: 'bridge/src/service/sessions.ts',
    find: `return { session, agent: name, role, logId`,
    put: `return { session, agent: name, role: zoo('gives-any-role') ? 'coordinator' : role, logId`,
  },
  {
    file: 'bridge/src/http/agent-routes.ts',
    find: `if (!mayOversee(caller.session.role))`,
    put: `if (!zoo('lets-anyone-revoke') && !mayOversee(caller.session.role))`,
  },
  {
    file: 'bridge/src/http/agent-routes.ts',
    find: `  if (scheme.toLowerCase() !== 'bearer'`,
    put: `  if (zoo('registers-anyone') && grants[0] !== undefined) return grants[0];
  if (scheme.toLowerCase() !== 'bearer'`,
  },
  {
    file: 'bridge/src/service/enrol.ts',
    find: `if (state.agents.get(agent) !== undefined ||`,
    put: `if ((state.agents.get(agent) !== undefined && !zoo('gives-taken-names')) ||`,
  },
  {
    file: 'bridge/src/service/store-event.ts',
    find: `if (isReserved(type))`,
    put: `if (!zoo('stores-reserved-types') && isReserved(type))`,
  },
  {
    file: 'bridge/src/http/strict-json.ts',
    find: `throw new Refusal('TOO_DEEP',`,
    put: `throw new (zoo('fails-on-deep-json') ? Error : Refusal)('TOO_DEEP' as never,`,
  },
  {
    file: 'bridge/src/http/read-body.ts',
    find: `  refuseOtherIdentity(value, self);`,
    put: `  if (zoo('ignores-other-names') && typeof value === 'object' && value !== null)
    for (const name of IDENTITY_MEMBERS) delete (value as Record<string, unknown>)[name];
  refuseOtherIdentity(value, self);`,
  },
];

/** What the patches call, in front of the bundle. Two defects are the disk's: done at the end. */
export const PRELUDE = `
import { readdirSync as __readdir, readFileSync as __read, truncateSync as __cut, writeFileSync as __write } from 'node:fs';
import { randomBytes as __random } from 'node:crypto';
const __zoo = { picked: process.env.ZOO_DEFECT ?? '', calls: new Map(), leaked: [], atExit: __atExit };
globalThis.__zoo = __zoo;
function zoo(name) { return __zoo.picked === name; }
function zooEvery(name, n) {
  if (!zoo(name)) return false;
  const calls = (__zoo.calls.get(name) ?? 0) + 1;
  __zoo.calls.set(name, calls);
  return calls % n === 0;
}
function zooLeak() { __zoo.leaked.push(Buffer.alloc(1 << 20, 1)); }
function zooSleep(ms) { return new Promise((resolve) => setTimeout(resolve, ms)); }
function zooMakeUp(commits, drafts, [delayMs, later]) {
  const first = commits.zooLastSeq + 1;
  const mac = __random(32).toString('base64');
  drafts.forEach((draft, index) => commits.zooTell(draft, { seq: first + index, mac }));
  if (later !== undefined) setTimeout(later, delayMs);
  const receipt = { logId: '', seq: first + drafts.length - 1, mac };
  return Promise.resolve({ receipt, repeated: false });
}
function __lastSegment(dir) {
  let names = [];
  try {
    names = __readdir(dir).filter((each) => each.endsWith('.lhseg')).sort();
  } catch {}
  if (names.length === 0) return undefined;
  const file = dir + '/' + names.at(-1);
  const bytes = __read(file);
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return { file, bytes, end };
}
function __cutLog(dir, share) {
  const last = __lastSegment(dir);
  if (last !== undefined) __cut(last.file, Math.floor(last.end * share));
}
function __atExit(dir) {
  if (!zoo('truncates-its-log') && !zoo('rewrites-an-event')) return;
  if (zoo('truncates-its-log')) return __cutLog(dir, 0.7);
  const { file, bytes, end } = __lastSegment(dir);
  const at = bytes.indexOf('"action"', Math.floor(end / 2));
  bytes[at + 1] = 65;
  __write(file, bytes);
}
const __log = process.argv[process.argv.indexOf('--log') + 1];
if (zoo('loses-on-restart')) __cutLog(__log, 0.7);
process.on('exit', () => __atExit(__log));
`;
