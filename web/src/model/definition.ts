/** The session as a definition that the engine reads: one route, as CloudFormation with an OpenAPI body. */
import type { ContentHandling, IntegrationResponse, Route, Session } from '../state/session';
import { linesIn, readLines } from './lines';

/** Something of the route cannot be put into a definition; the message is shown to people. */
export class BadRoute extends Error {}

/** The name the definition goes by: its form is told by it. */
export const FILE = 'session.json';
export const STAGE = 'test';

function mappings(lines: string): Record<string, string> {
  return Object.fromEntries(readLines(lines, ':').map(({ name, value }) => [name, value]));
}

function model(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadRoute(`The model is invalid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** `querystring.q` and the like, and every parameter of the path. */
function parameters(route: Route): object[] {
  const places: Record<string, string> = { querystring: 'query', query: 'query', header: 'header' };
  const required = readLines(route.required, '=').map(({ name }) => {
    const [place = '', ...rest] = name.replace(/^method\.request\./, '').split('.');
    const found = places[place];
    if (!found || rest.length === 0) throw new BadRoute(`\`${name}\` is neither \`querystring.NAME\` nor \`header.NAME\``);
    return { name: rest.join('.'), in: found, required: true, schema: { type: 'string' } };
  });
  const path = [...route.path.matchAll(/\{([^}+]+)\+?\}/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  return [...path, ...required];
}

/** The member that says how a payload is converted, if it is said. */
function converting(contentHandling: ContentHandling): object {
  return contentHandling === '' ? {} : { contentHandling };
}

function response(response: IntegrationResponse): object {
  const parameters = mappings(response.parameters);
  return {
    statusCode: response.status,
    ...converting(response.contentHandling),
    ...(Object.keys(parameters).length > 0 && { responseParameters: parameters }),
    ...(response.text !== '' && { responseTemplates: { [response.contentType]: response.text } }),
  };
}

/** What a method response declares: the headers that are mapped into it. */
function methodResponse(responses: IntegrationResponse[], status: string): object {
  const names = responses
    .filter((response) => response.status === status)
    .flatMap((response) => Object.keys(mappings(response.parameters)))
    .map((target) => target.replace(/^method\.response\.header\./, ''));
  const headers = Object.fromEntries(names.map((name) => [name, { schema: { type: 'string' } }]));
  return { description: status, ...(names.length > 0 && { headers }) };
}

const AUTHORIZER = 'authorizer';

/** What the method asks of its callers, if anything. */
function securityScheme({ authorization, identitySource }: Route): object | undefined {
  if (authorization === 'NONE') return undefined;
  const header = /^method\.request\.header\.([\w-]+)/.exec(identitySource)?.[1] ?? 'Authorization';
  const scheme = { type: 'apiKey', name: header, in: 'header' };
  if (authorization === 'AWS_IAM') return { ...scheme, name: 'Authorization', 'x-amazon-apigateway-authtype': 'awsSigv4' };
  if (authorization === 'COGNITO_USER_POOLS') {
    const authorizer = { type: 'cognito_user_pools', identitySource, providerARNs: ['arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_example'] };
    return { ...scheme, 'x-amazon-apigateway-authtype': 'cognito_user_pools', 'x-amazon-apigateway-authorizer': authorizer };
  }
  const authorizerUri = 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:authorizer/invocations';
  return { ...scheme, 'x-amazon-apigateway-authtype': 'custom', 'x-amazon-apigateway-authorizer': { type: 'request', identitySource, authorizerUri } };
}

/** The session's route as an OpenAPI document with the service's extensions. */
export function openApi(session: Session): object {
  const { route, requestTemplates, responses } = session;
  const hasModel = route.model.trim() !== '';
  const requestParameters = mappings(route.parameters);
  const templates = requestTemplates.filter((template) => template.text !== '');
  const binaryTypes = linesIn(route.binaryTypes);
  const scheme = securityScheme(route);
  const method = {
    ...(scheme && { security: [{ [AUTHORIZER]: [] }] }),
    parameters: parameters(route),
    ...(hasModel && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Body' } } },
      },
    }),
    responses: Object.fromEntries(responses.map(({ status }) => [status, methodResponse(responses, status)])),
    ...(route.validate !== 'none' && { 'x-amazon-apigateway-request-validator': route.validate }),
    'x-amazon-apigateway-integration': {
      type: route.integration.toLowerCase(),
      ...(route.integration !== 'MOCK' && { uri: route.uri, httpMethod: route.integrationMethod }),
      passthroughBehavior: route.passthrough,
      ...converting(route.contentHandling),
      ...(Object.keys(requestParameters).length > 0 && { requestParameters }),
      ...(templates.length > 0 && {
        requestTemplates: Object.fromEntries(templates.map(({ contentType, text }) => [contentType, text])),
      }),
      responses: Object.fromEntries(responses.map((one) => [one.pattern === '' ? 'default' : one.pattern, response(one)])),
    },
  };
  const verb = route.method === 'ANY' ? 'x-amazon-apigateway-any-method' : route.method.toLowerCase();
  return {
    openapi: '3.0.1',
    info: { title: session.name, version: '1' },
    ...(binaryTypes.length > 0 && { 'x-amazon-apigateway-binary-media-types': binaryTypes }),
    'x-amazon-apigateway-request-validators': {
      body: { validateRequestBody: true, validateRequestParameters: false },
      parameters: { validateRequestBody: false, validateRequestParameters: true },
      all: { validateRequestBody: true, validateRequestParameters: true },
    },
    paths: { [route.path.startsWith('/') ? route.path : `/${route.path}`]: { [verb]: method } },
    ...((hasModel || scheme) && {
      components: {
        ...(hasModel && { schemas: { Body: model(route.model) } }),
        ...(scheme && { securitySchemes: { [AUTHORIZER]: scheme } }),
      },
    }),
  };
}

/** The session's route and its stage; throws `BadRoute`. */
export function definition(session: Session): string {
  const variables = Object.fromEntries(readLines(session.route.stageVariables, '=').map(({ name, value }) => [name, value]));
  return JSON.stringify({
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: {
      Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Body: openApi(session) } },
      Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: 'Api' } } },
      Stage: {
        Type: 'AWS::ApiGateway::Stage',
        Properties: {
          RestApiId: { Ref: 'Api' },
          DeploymentId: { Ref: 'Deployment' },
          StageName: STAGE,
          ...(Object.keys(variables).length > 0 && { Variables: variables }),
        },
      },
    },
  });
}
