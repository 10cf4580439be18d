import { afterEach, expect, test } from '@jest/globals';
import { API_PATHS, PROBLEMS } from '@lighthouse/contract/api';
import { createScope } from '@lighthouse/testkit';
import { Validator } from '@seriousme/openapi-schema-validator';
import { startBridge } from './start-bridge.ts';
import type { TestBridge } from './start-bridge.ts';
import { enrolRequestOf, joinAgent, send } from './test-agent.ts';

const scope = createScope(afterEach);

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

async function documentOf(bridge: TestBridge): Promise<Document> {
  const raw = { method: 'GET', path: API_PATHS.openapi, headers: {}, body: '' } as const;
  const { status, text } = await send(bridge, raw);
  expect(status).toBe(200);
  return JSON.parse(text) as Document;
}

function routesOf({ paths }: Document): string[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

/** Names of ids may differ. */
function shapeOf(route: string): string {
  return route.replaceAll(/\{\w+\}|:\w+/g, '*');
}

test('the document is OpenAPI 3.1, as an independent validator reads it', async () => {
  const bridge = await startBridge(scope);
  const document = await documentOf(bridge);
  expect(document.openapi).toMatch(/^3\.1\./);
  const result = await new Validator().validate({ ...structuredClone(document) });
  expect(result).toEqual({ valid: true });
  expect(JSON.stringify(document.components.schemas)).toContain('"EQUIVOCATION"');
  // It tells a wrong document from a right one.
  const broken = { ...structuredClone(document), paths: { nowhere: {} } };
  expect((await new Validator().validate(broken)).valid).toBe(false);
});

test('every route that is served is in the document, and every one in it is served', async () => {
  const bridge = await startBridge(scope);
  const inDocument = routesOf(await documentOf(bridge)).map(shapeOf);
  const served = bridge.routes.map(({ method, path }) => shapeOf(`${method} ${path}`));
  expect(inDocument.toSorted()).toEqual(served.toSorted());
});

test('what the document names is answered by the schemas it names', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const { components } = await documentOf(bridge);
  const codes = (components.schemas as { Problem: { properties: { code: { enum: string[] } } } })
    .Problem.properties.code.enum;
  expect(codes).toEqual(Object.keys(PROBLEMS));
  for (const route of routesOf(await documentOf(bridge))) {
    const [method, path = ''] = route.split(' ');
    if (path === API_PATHS.inbox || method === 'DELETE') continue;
    const filled = path.replaceAll(/\{\w+\}/g, 'nothing');
    const body = method === 'POST' ? { body: {} } : {};
    const intent = { method: method as 'GET' | 'POST', path: filled, key: 'k', ...body };
    const { status } = await alice.send(intent);
    // Known, and refused at most for what it says.
    expect([route, [404, 405].includes(status) && !path.includes('{')]).toEqual([route, false]);
  }
  const enrolled = await send(bridge, enrolRequestOf({ agent: 'bob', role: 'builder' }));
  expect(enrolled.status).toBe(201);
});
