/** A route of a definition, or a template of another file, as a session. */
import type { ApiSummary, Extracted, RouteSummary } from '../engine/types';
import { notify } from '../state/notices';
import { emptyRequest, emptyRoute, INTEGRATION_TYPES, METHODS, PASSTHROUGH, type IntegrationResponse, type Session } from '../state/session';
import { replace, undo } from '../state/store';
import { writeLines } from './lines';

/** Something of a file that can be opened. */
export interface Choice {
  method: string;
  path: string;
  /** What is behind it. */
  note: string;
  session: () => Session;
}

/** A path that fits a resource: each parameter gets a value. */
function samplePath(path: string): string {
  return path.replaceAll(/\{([^}]+?)\+?\}/g, (_, name: string) => (/id$/i.test(name) ? '42' : name));
}

/** A body that fits a JSON Schema in the simplest way. */
function sampleBody(schema: unknown, depth = 0): unknown {
  if (typeof schema !== 'object' || schema === null || depth > 8) return null;
  const { type, properties, items, enum: values, default: usual, example } = schema as Record<string, unknown>;
  if (example !== undefined) return example;
  if (usual !== undefined) return usual;
  if (Array.isArray(values)) return values[0] as unknown;
  if (type === 'array') return [sampleBody(items, depth + 1)];
  if (type === 'string') return 'text';
  if (type === 'integer' || type === 'number') return 1;
  if (type === 'boolean') return true;
  const members = Object.entries((properties ?? {}) as Record<string, unknown>);
  return Object.fromEntries(members.map(([name, member]) => [name, sampleBody(member, depth + 1)]));
}

function methodOf(name: string): Session['route']['method'] {
  return METHODS.find((method) => method === name.toUpperCase()) ?? 'ANY';
}

/** The model of a JSON body, as text to be edited, and as a value to make a body of. */
function modelOf(api: ApiSummary, route: RouteSummary): { text: string; schema: unknown } {
  const name = route.models['application/json'];
  const text = api.models.find((model) => model.name === name)?.schema ?? '';
  try {
    const schema: unknown = JSON.parse(text);
    return { text: `${JSON.stringify(schema, null, 2)}\n`, schema };
  } catch {
    return { text, schema: undefined };
  }
}

function validation(route: RouteSummary): Session['route']['validate'] {
  const { body = false, parameters = false } = route.validates ?? {};
  return body ? (parameters ? 'all' : 'body') : parameters ? 'parameters' : 'none';
}

const JSON_TYPE = 'application/json';

function responsesOf(route: RouteSummary): IntegrationResponse[] {
  const responses = (route.integration?.responses ?? []).map(({ pattern, status, parameters, templates }) => {
    const entries = Object.entries(templates);
    const [contentType, text] = entries.find(([type]) => type === JSON_TYPE) ?? entries[0] ?? [JSON_TYPE, ''];
    return { pattern: pattern ?? '', status, parameters: writeLines(Object.entries(parameters), ':'), contentType, text };
  });
  return responses.length > 0 ? responses : [{ pattern: '', status: '200', parameters: '', contentType: JSON_TYPE, text: '' }];
}

/** The session for a route, with a request that fits it. */
export function sessionOf(api: ApiSummary, route: RouteSummary): Session {
  const { integration } = route;
  const type = integration?.type.replace('_PROXY', '') ?? 'MOCK';
  const method = methodOf(route.method);
  const model = modelOf(api, route);
  const templates = Object.entries(integration?.requestTemplates ?? {}).map(([contentType, text]) => ({ contentType, text }));
  const hasBody = !['GET', 'HEAD', 'DELETE', 'OPTIONS'].includes(method);
  const required = route.parameters.filter((parameter) => parameter.required && parameter.location !== 'path');
  const query = required.filter(({ location }) => location === 'querystring').map(({ name }) => `${name}=${name}`);
  const headers = required.filter(({ location }) => location === 'header').map(({ name }) => [name, name] as const);
  const contentType = templates.find((template) => template.contentType === JSON_TYPE)?.contentType ?? templates[0]?.contentType ?? JSON_TYPE;
  const body = model.schema === undefined ? '{}\n' : `${JSON.stringify(sampleBody(model.schema), null, 2)}\n`;
  return {
    name: `${api.title}: ${route.method} ${route.path}`,
    route: {
      ...emptyRoute(),
      method,
      path: route.path,
      integration: INTEGRATION_TYPES.find((known) => known === type) ?? 'AWS',
      uri: integration?.uri ?? '',
      integrationMethod: integration?.httpMethod ?? 'POST',
      parameters: writeLines(Object.entries(integration?.requestParameters ?? {}), ':'),
      passthrough: PASSTHROUGH.find((known) => known === integration?.passthroughBehavior.toLowerCase()) ?? 'when_no_match',
      model: model.text,
      validate: validation(route),
      required: required.map(({ location, name }) => `${location}.${name}`).join('\n'),
      stageVariables: writeLines(Object.entries(api.stages[0]?.variables ?? {}), '='),
    },
    requestTemplates: templates.length > 0 ? templates : [{ contentType: JSON_TYPE, text: '' }],
    responses: responsesOf(route),
    requests: [
      {
        ...emptyRequest('Request 1'),
        method: method === 'ANY' ? 'POST' : method,
        target: samplePath(route.path) + (query.length > 0 ? `?${query.join('&')}` : ''),
        headers: writeLines([['Content-Type', contentType], ...headers], ':'),
        body: hasBody ? body : '',
      },
    ],
    active: 0,
  };
}

/** The routes of all APIs of a file. */
export function routeChoices(apis: ApiSummary[]): Choice[] {
  return apis.flatMap((api) =>
    api.routes.map((route) => ({
      method: route.method,
      path: route.path,
      note: [apis.length > 1 ? api.title : '', route.integration?.type ?? 'no integration'].filter((part) => part !== '').join(' · '),
      session: () => sessionOf(api, route),
    })),
  );
}

/** The templates of a file that is no whole definition, such as Terraform: a request template with the responses of its route. */
export function templateChoices(file: string, templates: Extracted[]): Choice[] {
  const of = (one: Extracted) => `${one.method ?? ''} ${one.path ?? ''}`;
  const requests = templates.filter(({ kind }) => kind === 'request');
  const first = requests.length > 0 ? requests : templates.filter(({ kind }) => kind === 'response' || kind === 'mapping');
  return first.map((template) => {
    const isResponse = template.kind === 'response';
    const answers = isResponse ? [template] : templates.filter((one) => one.kind === 'response' && of(one) === of(template));
    const method = methodOf(template.method ?? 'POST');
    const path = template.path ?? '/';
    return {
      method: template.method ?? '',
      path: template.path ?? `line ${template.line}`,
      note: `${template.kind} template${template.contentType === undefined ? '' : ` · ${template.contentType}`}`,
      session: () => ({
        name: `${file}: ${template.method ?? ''} ${template.path ?? `line ${template.line}`}`,
        route: { ...emptyRoute(), method, path, passthrough: 'when_no_match' },
        requestTemplates: [{ contentType: template.contentType ?? JSON_TYPE, text: isResponse ? '' : template.text }],
        responses:
          answers.length > 0
            ? answers.map((one) => ({ pattern: one.pattern ?? '', status: one.status ?? '200', parameters: '', contentType: one.contentType ?? JSON_TYPE, text: one.text }))
            : [{ pattern: '', status: '200', parameters: '', contentType: JSON_TYPE, text: '' }],
        requests: [{ ...emptyRequest('Request 1'), method: method === 'ANY' ? 'POST' : method, target: samplePath(path), body: '{}\n' }],
        active: 0,
      }),
    };
  });
}

/** Takes a choice over, in place of the session that is there. */
export function open({ method, path, session }: Choice): void {
  const what = `${method} ${path}`.trim();
  replace(`opening ${what}`, session());
  notify(`Opened ${what}`, { action: { label: 'Back to what I had', run: undo } });
}
