import type { AttackOperation, CommandOperation, ReviewOperation } from '@lighthouse/agent-sim';
import type { Role } from '@lighthouse/contract/api';
import { API_PATHS } from '@lighthouse/contract/api-paths';
import { formatSeen } from '@lighthouse/contract/seen';
import { readAnswer, type Answer } from './answer.ts';
import type { AttackEnd } from './attack/attack-end.ts';
import type { Attacker } from './attack/attacker.ts';
import type { Attackers } from './attack/attackers.ts';
import type { Connections } from './connections.ts';
import type { AgentLine, Driver, EnrolledAgent, InboxListener, Sight } from './driver.ts';
import type { Exchange } from './exchange.ts';
import { judgeRead } from './judge-read.ts';
import { Inbox, type InboxParts, type Later } from './inbox.ts';
import { RequestSender, type SenderOptions } from './request-sender.ts';
import { RequestSigner, type Credential } from './request-signer.ts';
import { readDecision, readEnrolment, readSession, readTarget } from './told.ts';
import type { Told, ToldEnrolment, ToldSession, ToldTarget } from './told.ts';
import type { WireRequest } from './wire/request-text.ts';

export interface BridgeDriverOptions extends SenderOptions {
  readonly enrolToken: string;
  /** Milliseconds since 1970-01-01T00:00:00Z, for signatures. */
  readonly wallNowMs: () => number;
  readonly later: Later;
  /** Undefined when no agent lies. */
  readonly attackers: Attackers | undefined;
}

/** Speaks to a Lighthouse bridge over HTTP/1.1. */
export class BridgeDriver implements Driver {
  readonly #options: BridgeDriverOptions;
  readonly #sender: RequestSender;
  readonly #inboxes: Inbox[] = [];
  readonly #lineParts: LineParts;

  constructor(options: BridgeDriverOptions) {
    this.#options = options;
    this.#sender = new RequestSender(options);
    this.#lineParts = {
      attackers: options.attackers,
      wallNowMs: options.wallNowMs,
      send: (connections, request, onEnd) => this.#sender.send(connections, request, onEnd),
      openInbox: (lane, parts) => this.#openInbox(lane, parts),
    };
  }

  get inFlight(): number {
    return this.#sender.inFlight;
  }

  enrol(
    agent: EnrolledAgent,
    onAnswer: (answer: Answer<ToldEnrolment>, line: AgentLine | undefined) => void,
  ): void {
    const body = JSON.stringify({ agent: agent.name, role: agent.role });
    const authorization = `Bearer ${this.#options.enrolToken}`;
    const headers = ['authorization', authorization, 'content-type', 'application/json'];
    this.#sender.send(
      this.#sender.sharedConnections(),
      { method: 'POST', path: API_PATHS.agents, headers, body },
      (exchange) => {
        const answer = readAnswer(exchange, readEnrolment);
        const credential = answer.told?.credential;
        onAnswer(answer, credential === undefined ? undefined : this.#lineOf(credential, agent));
      },
    );
  }

  expire(): void {
    this.#sender.expire();
  }

  giveUpAll(failure: string): void {
    this.#sender.giveUpAll(failure);
    this.#options.attackers?.giveUpAll(failure);
  }

  close(): void {
    for (const inbox of this.#inboxes) inbox.close();
    this.#sender.close();
  }

  #lineOf(
    credential: Credential,
    { role, lane }: { readonly role: Role; readonly lane: number },
  ): AgentLine {
    const connections = this.#sender.connectionsOfOne(lane);
    const signer = new RequestSigner(credential);
    return new BridgeLine({ role, lane, signer, connections }, this.#lineParts);
  }

  #openInbox(lane: number, parts: Omit<InboxParts, 'wire' | 'later'>): void {
    const { later, wires } = this.#options;
    this.#inboxes.push(new Inbox({ ...parts, wire: wires.open(lane), later }));
  }
}

/** What tells one agent's line from another's. */
interface LineOwner {
  readonly role: Role;
  readonly lane: number;
  readonly signer: RequestSigner;
  readonly connections: Connections;
}

/** What all lines of a driver share: closures of each of its own would outweigh it. */
interface LineParts {
  readonly attackers: Attackers | undefined;
  readonly wallNowMs: () => number;
  readonly send: (
    connections: Connections,
    request: WireRequest,
    onEnd: (exchange: Exchange) => void,
  ) => void;
  readonly openInbox: (lane: number, parts: Omit<InboxParts, 'wire' | 'later'>) => void;
}

class BridgeLine implements AgentLine {
  readonly #owner: LineOwner;
  readonly #parts: LineParts;
  #attacker: Attacker | undefined;

  constructor(owner: LineOwner, parts: LineParts) {
    this.#owner = owner;
    this.#parts = parts;
  }

  openSession(onAnswer: (answer: Answer<ToldSession>) => void): void {
    this.#post({ path: API_PATHS.sessions, key: '', body: '' }, (exchange) => {
      const answer = this.#remember(readAnswer(exchange, readSession));
      if (answer.told !== undefined) this.#owner.signer.session = answer.told.session;
      onAnswer(answer);
    });
  }

  command(operation: CommandOperation, onAnswer: (answer: Answer<Told>) => void): void {
    const body = JSON.stringify(operation.request);
    const request = { path: API_PATHS.commands, key: operation.key, body };
    const sent = this.#post(request, (exchange) => {
      const answer = this.#remember(readAnswer(exchange, readDecision));
      if (answer.told !== undefined) this.#overhear(request, sent, answer.told);
      onAnswer(answer);
    });
  }

  review(operation: ReviewOperation, onAnswer: (answer: Answer<Told>) => void): void {
    const body = JSON.stringify(operation.request);
    const path = `${API_PATHS.reviews}/${encodeURIComponent(operation.command)}`;
    this.#post({ path, key: operation.key, body }, (exchange) =>
      onAnswer(this.#remember(readAnswer(exchange, readDecision))),
    );
  }

  readBack(told: Told, onRead: (sight: Sight) => void): void {
    const path = `${API_PATHS.events}?after=${told.receiptSeq - 1}&limit=1`;
    const headers = this.#headers('GET', { path, key: '', body: '' });
    const { connections, signer } = this.#owner;
    this.#parts.send(connections, { method: 'GET', path, headers }, (exchange) =>
      onRead(judgeRead(exchange, told, signer.credential.agent)),
    );
  }

  attack(operation: AttackOperation): Promise<AttackEnd> {
    const { attackers } = this.#parts;
    if (attackers === undefined) throw new RangeError('nobody lies in this run');
    this.#attacker ??= attackers.attackerFor(this.#owner);
    return this.#attacker.play(operation);
  }

  askTarget(onTold: (told: ToldTarget | undefined) => void): void {
    const request = { path: API_PATHS.info, key: '', body: '' };
    const headers = this.#headers('GET', request);
    const { connections } = this.#owner;
    this.#parts.send(connections, { method: 'GET', path: API_PATHS.info, headers }, (exchange) =>
      onTold(readAnswer(exchange, readTarget).told),
    );
  }

  listen(listener: InboxListener): void {
    const { lane, signer } = this.#owner;
    const { agent } = signer.credential;
    const request = (lastEventId: string) => this.#inboxRequest(lastEventId);
    this.#parts.openInbox(lane, { request, listener, agent });
  }

  #overhear(
    { path, key, body }: { path: string; key: string; body: string },
    [, authorization = '', ...headers]: readonly string[],
    told: Told,
  ): void {
    const { signer } = this.#owner;
    const { attackers } = this.#parts;
    if (attackers === undefined) return;
    const seen = headers[headers.indexOf('lighthouse-seen') + 1] ?? '';
    const rest = headers.includes('lighthouse-seen') ? { 'lighthouse-seen': seen } : {};
    const sent = { method: 'POST', path, key, body, authorization, headers: rest };
    attackers.overhear({ agent: signer.credential.agent, request: sent, told });
  }

  #inboxRequest(lastEventId: string): WireRequest {
    const path = API_PATHS.inbox;
    const headers = this.#headers('GET', { path, key: '', body: '' });
    headers.push('accept', 'text/event-stream');
    if (lastEventId !== '') headers.push('last-event-id', lastEventId);
    return { method: 'GET', path, headers };
  }

  /** Gives the headers that it was sent with, the Authorization first. */
  #post(
    request: { readonly path: string; readonly key: string; readonly body: string },
    onEnd: (exchange: Exchange) => void,
  ): readonly string[] {
    const { path, key, body } = request;
    const headers = this.#headers('POST', request);
    if (key !== '') headers.push('idempotency-key', key);
    if (body.length > 0) headers.push('content-type', 'application/json');
    const { connections } = this.#owner;
    this.#parts.send(connections, { method: 'POST', path, headers, body }, onEnd);
    return headers;
  }

  /** Gives the signature and the last receipt, which the server's log must still bear out. */
  #headers(method: 'GET' | 'POST', request: { path: string; key: string; body: string }): string[] {
    const { path, key: idempotencyKey, body } = request;
    const { signer } = this.#owner;
    const timeMs = Math.floor(this.#parts.wallNowMs());
    const authorization = signer.sign({ method, path, idempotencyKey, body, timeMs });
    const headers = ['authorization', authorization];
    if (signer.seen !== undefined) headers.push('lighthouse-seen', signer.seen);
    return headers;
  }

  #remember<T extends Told>(answer: Answer<T>): Answer<T> {
    const { told } = answer;
    if (told !== undefined)
      this.#owner.signer.seen = formatSeen({ seq: told.receiptSeq, mac: told.receiptMac });
    return answer;
  }
}
