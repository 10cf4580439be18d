import { expect, test } from '@jest/globals';
import { parseAuthorization } from '@lighthouse/contract';
import {
  API_PATHS,
  commandRequest,
  commandResponse,
  enrolResponse,
  infoResponse,
  sessionResponse,
} from '@lighthouse/contract/api';
import { CONTENT_BYTES, sampleCommand } from '../load/sample-command.ts';
import { enrolAnswer, FIXED_ANSWERS } from './fixed-answers.ts';

test('servers that do no work answer as a bridge would', () => {
  const bodyOf = (route: string) => FIXED_ANSWERS[route]?.body;
  commandResponse.parse(bodyOf(`POST ${API_PATHS.commands}`));
  sessionResponse.parse(bodyOf(`POST ${API_PATHS.sessions}`));
  infoResponse.parse(bodyOf(`GET ${API_PATHS.info}`));
  const enrolment = enrolResponse.parse(enrolAnswer({ agent: 'agent-1', role: 'expert' }));
  expect(enrolment).toMatchObject({ agent: 'agent-1', role: 'expert' });
});

test('bare clients send what agents send: a signed command', () => {
  const { headers, body } = sampleCommand();
  expect(commandRequest.parse(JSON.parse(body)).content).toHaveLength(CONTENT_BYTES);
  expect(parseAuthorization(headers['authorization'])).toBeDefined();
});
