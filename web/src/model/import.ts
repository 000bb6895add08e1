/** A route of a definition, or a template of another file, as a session. */
import type { ApiSummary, Extracted, RouteSummary } from '../engine/types';
import { CONTENT_HANDLING, emptyRequest, emptyResponse, emptyRoute, IDENTITY_SOURCE, INTEGRATION_TYPES, METHODS, PASSTHROUGH, type ContentHandling, type IntegrationResponse, type Session } from '../state/session';
import { writeLines } from './lines';

/** Something of a file that can be opened. */
export interface Choice {
  method: string;
  path: string;
  /** What is behind it. */
  note: string;
  /** What of it is not taken over. */
  losses: string[];
  session: () => Session;
}

/** A resource's path as one that can be called: what the file leaves open, such as `<Orders>`, is a name of its own. */
function plainPath(path: string): string {
  return path.replaceAll(/\$\{([^}]*)\}|<([^>]*)>/g, (_, host?: string, open?: string) => (host ?? open ?? '').replaceAll(/\W+/g, '-'));
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

function handlingOf(said: string | undefined): ContentHandling {
  return CONTENT_HANDLING.find((known) => known === said) ?? '';
}

/** The integration type that the page knows for one. */
function typeOf(said: string | undefined): Session['route']['integration'] {
  return INTEGRATION_TYPES.find((known) => known === said?.replace('_PROXY', '')) ?? 'AWS';
}

function passthroughOf(said: string | undefined): Session['route']['passthrough'] {
  return PASSTHROUGH.find((known) => known === said?.toLowerCase()) ?? 'when_no_match';
}

function proxied(type: string | undefined): string[] {
  return type?.endsWith('_PROXY') ? [`\`${type}\` renders no templates, and is shown here as \`${typeOf(type)}\``] : [];
}

/** What of a route the page does not take over. */
function losses(api: ApiSummary, route: RouteSummary): string[] {
  const { apiKeyRequired, integration } = route;
  const said = JSON.stringify(integration ?? {});
  const open = api.notes.filter((note) => said.includes(/<[^>]*>/.exec(note)?.[0] ?? note));
  const several = (integration?.responses ?? []).some(({ templates }) => Object.keys(templates).length > 1);
  return [
    ...(integration === undefined ? ['it has no integration, and is shown with a mock'] : []),
    ...proxied(integration?.type),
    ...open,
    ...(several ? ['a response has templates for several content types, of which only one is opened'] : []),
    ...(apiKeyRequired ? ['it requires an API key, which is not checked here'] : []),
  ];
}

function responsesOf(route: RouteSummary): IntegrationResponse[] {
  const responses = (route.integration?.responses ?? []).map(({ pattern, status, contentHandling, parameters, templates }) => {
    const entries = Object.entries(templates);
    const [contentType, text] = entries.find(([type]) => type === JSON_TYPE) ?? entries[0] ?? [JSON_TYPE, ''];
    return { pattern: pattern ?? '', status, parameters: writeLines(Object.entries(parameters), ':'), contentType, text, contentHandling: handlingOf(contentHandling) };
  });
  return responses.length > 0 ? responses : [emptyResponse()];
}

/** The session for a route, with a request that fits it. */
export function sessionOf(api: ApiSummary, route: RouteSummary): Session {
  const { integration } = route;
  const method = methodOf(route.method);
  const path = plainPath(route.path);
  const model = modelOf(api, route);
  const templates = Object.entries(integration?.requestTemplates ?? {}).map(([contentType, text]) => ({ contentType, text }));
  const hasBody = !['GET', 'HEAD', 'DELETE', 'OPTIONS'].includes(method);
  const required = route.parameters.filter((parameter) => parameter.required && parameter.location !== 'path');
  const query = required.filter(({ location }) => location === 'querystring').map(({ name }) => `${name}=${name}`);
  const headers = required.filter(({ location }) => location === 'header').map(({ name }) => [name, name] as const);
  const contentType = templates.find((template) => template.contentType === JSON_TYPE)?.contentType ?? templates[0]?.contentType ?? JSON_TYPE;
  const body = model.schema === undefined ? '{}\n' : `${JSON.stringify(sampleBody(model.schema), null, 2)}\n`;
  return {
    name: `${api.title === '' ? '' : `${api.title}: `}${route.method} ${route.path}`,
    route: {
      ...emptyRoute(),
      method,
      path,
      authorization: route.authorization,
      identitySource: route.identitySource ?? IDENTITY_SOURCE,
      integration: typeOf(integration?.type ?? 'MOCK'),
      uri: integration?.uri ?? '',
      integrationMethod: integration?.httpMethod ?? 'POST',
      parameters: writeLines(Object.entries(integration?.requestParameters ?? {}), ':'),
      passthrough: passthroughOf(integration?.passthroughBehavior),
      contentHandling: handlingOf(integration?.contentHandling),
      binaryTypes: api.binaryMediaTypes.join('\n'),
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
        target: samplePath(path) + (query.length > 0 ? `?${query.join('&')}` : ''),
        headers: writeLines([['Content-Type', contentType], ...headers], ':'),
        body: hasBody ? body : '',
        // A sample request has no identity.
        authorizer: { decision: route.authorization === 'NONE' ? '' : 'allow', context: '' },
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
      note: [apis.length > 1 ? [...new Set([api.title, api.id ?? ''])].filter((part) => part !== '').join(' ') : '', route.integration?.type ?? 'no integration'].filter((part) => part !== '').join(' · '),
      losses: losses(api, route),
      session: () => sessionOf(api, route),
    })),
  );
}

/** What a file says beside its templates, where only these and their integrations are read. */
function unread(text: string, { integration }: Extracted): string[] {
  const binary = /\bbinary_?media_?types\b/i.test(text);
  return [...proxied(integration?.type), `parameters${binary ? ', binary media types' : ''} and models are not read from a file of this kind`];
}

/** The templates of a file that is no whole definition, such as Terraform: a request template with the responses of its route. */
export function templateChoices(file: string, text: string, templates: Extracted[]): Choice[] {
  const of = (one: Extracted) => `${one.method ?? ''} ${one.path ?? ''}`;
  const requests = templates.filter(({ kind }) => kind === 'request');
  const first = requests.length > 0 ? requests : templates.filter(({ kind }) => kind === 'response' || kind === 'mapping');
  return first.map((template) => {
    const isResponse = template.kind === 'response';
    const answers = isResponse ? [template] : templates.filter((one) => one.kind === 'response' && of(one) === of(template));
    const method = methodOf(template.method ?? 'POST');
    const path = plainPath(template.path ?? '/');
    return {
      method: template.method ?? '',
      path: template.path ?? `line ${template.line}`,
      note: `${template.kind} template${template.contentType === undefined ? '' : ` · ${template.contentType}`}`,
      losses: unread(text, template),
      session: () => ({
        name: `${file}: ${template.method ?? ''} ${template.path ?? `line ${template.line}`}`,
        route: {
          ...emptyRoute(),
          method,
          path,
          integration: typeOf(template.integration?.type),
          ...(template.integration?.uri !== undefined && { uri: template.integration.uri }),
          ...(template.integration?.httpMethod !== undefined && { integrationMethod: template.integration.httpMethod }),
          passthrough: passthroughOf(template.integration?.passthroughBehavior),
          contentHandling: handlingOf(template.integration?.contentHandling),
        },
        requestTemplates: [{ contentType: template.contentType ?? JSON_TYPE, text: isResponse ? '' : template.text }],
        responses:
          answers.length > 0
            ? answers.map((one) => ({ ...emptyResponse(), pattern: one.pattern ?? '', status: one.status ?? '200', contentType: one.contentType ?? JSON_TYPE, text: one.text, contentHandling: handlingOf(one.contentHandling) }))
            : [emptyResponse()],
        requests: [{ ...emptyRequest('Request 1'), method: method === 'ANY' ? 'POST' : method, target: samplePath(path), body: '{}\n' }],
        active: 0,
      }),
    };
  });
}
