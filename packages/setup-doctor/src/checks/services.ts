import { endpointOf, publicUrl } from '../probes/address.ts';
import { askHttp } from '../probes/http.ts';
import { askTcp, whyUnreachable } from '../probes/tcp.ts';
import { judge, pass, skip, type Check, type Machine, type Outcome } from '../check.ts';

const LIMIT_MS = 3000;
/** SSLRequest of the PostgreSQL protocol: its length, then the code 80877103. */
const SSL_REQUEST = Uint8Array.from([0, 0, 0, 8, 4, 210, 22, 47]);

interface Service {
  readonly id: string;
  readonly title: string;
  readonly flag: string;
  readonly urlOf: (machine: Machine) => string | undefined;
  /** Says what answered; rejects when it is not what was expected. */
  readonly ask: (url: string) => Promise<string>;
}

const targetOf = ({ target }: Machine) => target;
const SERVICES: readonly Service[] = [
  {
    id: 'bridge',
    title: 'bridge',
    flag: '--target',
    urlOf: targetOf,
    ask: askBridge,
  },
  { id: 'nats', title: 'NATS', flag: '--nats', urlOf: ({ nats }) => nats, ask: askNats },
  {
    id: 'postgres',
    title: 'PostgreSQL',
    flag: '--postgres',
    urlOf: ({ postgres }) => postgres,
    ask: askPostgres,
  },
  {
    id: 'prometheus',
    title: 'Prometheus',
    flag: '--prometheus',
    urlOf: ({ prometheus }) => prometheus,
    ask: askPrometheus,
  },
];

/** Each is asked only when its address is given. A service that is away is never a failure. */
export const serviceChecks: readonly Check[] = SERVICES.map((service) => ({
  id: `services.${service.id}`,
  group: 'services',
  title: service.title,
  run: (machine) => checkService(service, machine),
}));

async function checkService(service: Service, machine: Machine): Promise<Outcome> {
  const url = service.urlOf(machine);
  if (service.urlOf === targetOf && !machine.isBridge)
    return skip('the target of the scenario is no bridge');
  if (url === undefined) return skip(`not configured (${service.flag})`);
  if (machine.offline) return skip('left out: --offline');
  try {
    return pass(`${publicUrl(url)}: ${await service.ask(url)}`);
  } catch (error) {
    return judge(false, {
      found: `${publicUrl(url)}: ${whyUnreachable(error)}`,
      needed: `an answer of ${service.title}`,
      advice: `start it, or correct ${service.flag}; --offline leaves this out`,
      otherwise: 'warn',
    });
  }
}

async function askBridge(url: string): Promise<string> {
  const health = await askHttp(new URL('/health', url), LIMIT_MS);
  if (health.status !== 200 || !health.body.includes('"alive"'))
    throw new Error(`/health answers ${health.status}, not as a bridge does`);
  const { status } = await askHttp(new URL('/ready', url), LIMIT_MS);
  if (status !== 200) throw new Error(`it is alive, but not ready (${status})`);
  return 'alive and ready';
}

/** A NATS server speaks first: INFO and a JSON object. */
async function askNats(url: string): Promise<string> {
  const banner = (await askTcp(reach(url), { limitMs: LIMIT_MS })).toString('utf8');
  if (!banner.startsWith('INFO {')) throw new Error('something answers that is not NATS');
  const version = /"version":"([^"]{1,40})"/.exec(banner)?.[1] ?? 'of unknown version';
  return `NATS ${version}${banner.includes('"jetstream":true') ? ' with JetStream' : ', no JetStream'}`;
}

/** A PostgreSQL server answers the question for TLS with one letter, S or N. */
async function askPostgres(url: string): Promise<string> {
  const answer = await askTcp(reach(url), { limitMs: LIMIT_MS, send: SSL_REQUEST });
  const letter = answer.toString('latin1');
  if (letter !== 'S' && letter !== 'N') throw new Error('something answers that is not PostgreSQL');
  return letter === 'S' ? 'answers, with TLS' : 'answers, without TLS';
}

async function askPrometheus(url: string): Promise<string> {
  const base = url.endsWith('/') ? url : `${url}/`;
  const { status } = await askHttp(new URL('-/healthy', base), LIMIT_MS);
  if (status !== 200) throw new Error(`/-/healthy answers ${status}`);
  return 'healthy';
}

function reach(url: string) {
  const endpoint = endpointOf(url);
  if (endpoint === undefined) throw new Error('not an address with host and port');
  return endpoint;
}
