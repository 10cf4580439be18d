import * as z from 'zod';
import { API_ROUTES } from './api-routes.ts';
import type { ApiRoute } from './api-routes.ts';
import { PROBLEMS, problemSchema } from './api.ts';

const PARAMETER = /\{(\w+)\}/g;

/**
 * Writes the OpenAPI 3.1 document of a bridge that serves these routes besides its own. The schemas
 * are those it checks requests with.
 */
export function openApiDocument(
  version: string,
  more: readonly ApiRoute[] = [],
): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of [...API_ROUTES, ...more]) {
    const methods = (paths[route.path] ??= {});
    methods[route.method] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lighthouse bridge',
      version,
      summary: 'A coordination server for agents, on a sealed log.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: {
        signature: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'LH1 <agent>;<credential>;<session>;<time>;<nonce>;<mac>',
        },
        token: { type: 'http', scheme: 'bearer', description: 'An enrolment token.' },
        access: { type: 'http', scheme: 'bearer', description: 'An access token of an agent.' },
        session: { type: 'http', scheme: 'bearer', description: 'The session_token of a session.' },
      },
      schemas: { Problem: problemForm() },
    },
  };
}

function operationOf(route: ApiRoute): unknown {
  const { method, path, means, proof, body, answers } = route;
  return {
    operationId: operationIdOf(method, path),
    summary: means,
    security: proof === 'none' ? [] : [{ [proof]: [] }],
    parameters: [...pathParameters(path), ...queryParameters(route), ...keyParameter(route)],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: formOf(body, 'input') } },
          },
        }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, answerOf(answer)]),
      ),
      default: {
        description: 'A problem (RFC 9457), with a stable code.',
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    },
  };
}

/** For example `post_v1_tasks_task_claim`. */
function operationIdOf(method: string, path: string): string {
  const words = path.replaceAll(PARAMETER, '$1').split(/[^A-Za-z0-9]+/);
  return [method, ...words].filter((word) => word !== '').join('_');
}

function answerOf(answer: z.ZodType | string): unknown {
  if (typeof answer === 'string')
    return { description: 'Done.', content: { [answer]: { schema: {} } } };
  return {
    description: 'Done.',
    content: { 'application/json': { schema: formOf(answer, 'output') } },
  };
}

function pathParameters(path: string): unknown[] {
  return [...path.matchAll(PARAMETER)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', maxLength: 200 },
  }));
}

function queryParameters({ query }: ApiRoute): unknown[] {
  if (query === undefined) return [];
  const { properties = {} } = formOf(query, 'input');
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema }));
}

function keyParameter({ hasKey = false }: ApiRoute): unknown[] {
  if (!hasKey) return [];
  const schema = { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' };
  return [{ name: 'Idempotency-Key', in: 'header', required: true, schema }];
}

function problemForm(): unknown {
  const { properties, ...form } = formOf(problemSchema, 'output');
  const code = { type: 'string', enum: Object.keys(PROBLEMS) };
  return { ...form, properties: { ...properties, code } };
}

function formOf(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _sameAsTheDocument, ...form } = z.toJSONSchema(schema, { io });
  return form;
}
