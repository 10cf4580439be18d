import { pathToFileURL } from 'node:url';
import { EXIT } from '@lighthouse/contract/exit-codes';
import type { VerifyAnswer, VerifyFinding } from '@lighthouse/contract/verify-answer';

const LEVELS = { critical: 'error', high: 'error', medium: 'warning', info: 'note' } as const;
/** Code hosts sort security findings by this, from 0 to 10. */
const SECURITY_SEVERITY = { critical: '9.5', high: '8.0', medium: '5.0', info: '1.0' } as const;
const EXIT_CODES = { intact: EXIT.good, tampered: EXIT.bad, unknown: EXIT.unknown } as const;

/** The answer as SARIF 2.1.0, the format in which code hosts and CI systems take findings. */
export function toSarif(answer: VerifyAnswer, logDir: string): object {
  const { tool, findings, verdict } = answer;
  const codes = [...new Set(findings.map(({ code }) => code))];
  const run = {
    tool: {
      driver: { name: tool.name, version: tool.version, rules: codes.map(ruleOf(findings)) },
    },
    originalUriBaseIds: { LOG: { uri: `${pathToFileURL(logDir).href}/` } },
    invocations: [
      {
        executionSuccessful: true,
        exitCode: EXIT_CODES[verdict],
        startTimeUtc: answer.startedAt,
        endTimeUtc: new Date(Date.parse(answer.startedAt) + answer.durationMs).toISOString(),
      },
    ],
    columnKind: 'utf16CodeUnits',
    results: findings.map((finding) => resultOf(finding, codes.indexOf(finding.code))),
    properties: { verdict, log: answer.log, findingCount: answer.findingCount },
  };
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [run],
  };
}

function ruleOf(findings: readonly VerifyFinding[]): (code: string) => object {
  return (code) => {
    const example = findings.find((finding) => finding.code === code);
    const severity = example?.severity ?? 'high';
    return {
      id: code,
      shortDescription: { text: code.toLowerCase().replaceAll('_', ' ') },
      help: { text: example?.advice ?? '' },
      defaultConfiguration: { level: LEVELS[severity] },
      properties: { 'security-severity': SECURITY_SEVERITY[severity], tags: ['security'] },
    };
  };
}

function resultOf(finding: VerifyFinding, ruleIndex: number): object {
  const { code, severity, message, advice, seqs, agent, evidence, says } = finding;
  return {
    ruleId: code,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: `${message}; ${advice}` },
    locations: [locationOf(finding)],
    partialFingerprints: { 'finding/v1': fingerprintOf(finding) },
    properties: {
      severity,
      says,
      ...(seqs === undefined ? {} : { seqs }),
      ...(agent === undefined ? {} : { agent }),
      ...(evidence === undefined ? {} : { evidence }),
    },
  };
}

function locationOf({ file, bytes }: VerifyFinding): object {
  const artifactLocation = { uri: file === undefined ? './' : encodeURI(file), uriBaseId: 'LOG' };
  if (bytes === undefined) return { physicalLocation: { artifactLocation } };
  const [start, end] = bytes;
  const region = { byteOffset: start, byteLength: end - start };
  return { physicalLocation: { artifactLocation, region } };
}

/** The same finding has the same fingerprint in every run. */
function fingerprintOf({ code, file, bytes, seqs }: VerifyFinding): string {
  return [code, file ?? '', bytes?.join('-') ?? '', seqs?.join('-') ?? ''].join('/');
}
