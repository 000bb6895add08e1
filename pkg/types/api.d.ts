import type { Attack, Diagnostic, Json, LintOptions, Place, WasmSource } from "./index.js";

export { VtlkitError } from "./index.js";

/** Loads the engine; it is the `init` of `vtlkit`. Browsers have to wait for it; Node need not call it. */
export function init(source?: WasmSource): Promise<void>;

/** An error of a definition file. */
export interface DefinitionProblem extends Place {
  kind: "definition";
  message: string;
  help?: string;
  /** The path of the file that it is in, where that is another one than the file of the definition. */
  file?: string;
}

/** From Base64 text to bytes, or from bytes to Base64 text. */
export type ContentHandling = "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";

export interface IntegrationSummary {
  /** `AWS`, `AWS_PROXY`, `HTTP`, `HTTP_PROXY` or `MOCK`. */
  type: string;
  uri?: string;
  httpMethod?: string;
  passthroughBehavior: string;
  /** How the payload of the request is converted, if the definition says it. */
  contentHandling?: ContentHandling;
  /** What is set in the integration request, and where the values come from. */
  requestParameters: Record<string, string>;
  /** The request templates, by content type. */
  requestTemplates: Record<string, string>;
  /** The integration responses, in the order that decides which pattern matches first. */
  responses: {
    pattern?: string;
    status: string;
    /** How the payload of the answer is converted, if the definition says it. */
    contentHandling?: ContentHandling;
    /** What is set in the method response, and where the values come from. */
    parameters: Record<string, string>;
    templates: Record<string, string>;
  }[];
}

export interface RouteSummary {
  method: string;
  path: string;
  apiKeyRequired: boolean;
  /** What the method asks of its callers: an authorizer of the type `CUSTOM` is a Lambda function. */
  authorization: "NONE" | "AWS_IAM" | "CUSTOM" | "COGNITO_USER_POOLS";
  /** Where the authorizer looks for the caller's identity, such as `method.request.header.Authorization`. */
  identitySource?: string;
  parameters: { location: "header" | "path" | "querystring"; name: string; required: boolean }[];
  /** The names of the models, by content type. */
  models: Record<string, string>;
  /** What the request validator of the method checks, if it has one. */
  validates?: { body: boolean; parameters: boolean };
  integration?: IntegrationSummary;
}

/** What a definition is read with. */
export interface DefinitionOptions {
  /** The files that the definition may name: their texts by path, relative to the folder of the definition. */
  files?: Record<string, string>;
  /**
   * Values of parameters in place of their defaults: parameters of CloudFormation, variables of Terraform, `stage` and
   * other options of the Serverless framework.
   */
  parameters?: Record<string, string | number | boolean>;
  /** The region that is deployed to; `eu-west-1`, unless the definition says another one. */
  region?: string;
  /** The account that is deployed to. */
  account?: string;
}

/** What an API is made of. */
export interface ApiSummary {
  title: string;
  /** The logical name in CloudFormation, the address in Terraform; documents of OpenAPI have none. */
  id?: string;
  stages: { name: string; variables: Record<string, string> }[];
  routes: RouteSummary[];
  /** The media types whose payloads are bytes. */
  binaryMediaTypes: string[];
  models: { name: string; contentType: string; schema: string }[];
  /** What the definition leaves open. */
  notes: string[];
}

/** What a definition holds. */
export interface DefinitionSummary {
  apis: ApiSummary[];
  /** What is wrong. */
  errors: DefinitionProblem[];
  /** What is left out because a file is missing. */
  missing: DefinitionProblem[];
  /** The values that are not known: `<name>` stands for each, and `parameters` can set it. */
  unknown: string[];
  /** The paths of the files that were read. */
  files: string[];
}

/**
 * What the APIs of a definition hold: OpenAPI 2 or 3, SAM, CloudFormation, what the CDK synthesises, Terraform, or the
 * Serverless framework.
 *
 * @param name the file's name, which tells its format
 */
export function readApi(name: string, text: string, options?: DefinitionOptions): DefinitionSummary;

/** The members that an authorizer adds to `$context.authorizer`, such as `principalId`. */
export type AuthorizerContext = Record<string, unknown>;

/**
 * What the authorizer of a method decides: the request is let in, or answered with 403 `ACCESS_DENIED`, 401
 * `UNAUTHORIZED` or 500 `AUTHORIZER_FAILURE`.
 */
export type AuthorizerDecision =
  | "allow"
  | "deny"
  | "unauthorized"
  | "failure"
  | { allow: AuthorizerContext }
  | { deny: AuthorizerContext };

/** What an endpoint answers; `{}` with status 200 unless set. */
export interface BackendAnswer {
  status?: number;
  headers?: Record<string, string | string[]>;
  /** A string is taken as it is, any other value as its JSON text. */
  body?: unknown;
  /** Whether `body` is the Base64 of bytes. */
  isBase64Encoded?: boolean;
  /** How it fails, and then nothing else: `timeout`, `unreachable`, `forbidden`, or the error message of a Lambda function. */
  error?: string;
}

/** A request of a client, and what the endpoint answers to it. */
export interface Call {
  method: string;
  /** The path below the stage, with the query string. */
  path: string;
  headers?: Record<string, string | string[]>;
  /** A string is taken as it is, any other value as its JSON text. */
  body?: unknown;
  /** Whether `body` is the Base64 of bytes. */
  isBase64Encoded?: boolean;
  /** The stage; the first of the definition unless set. */
  stage?: string;
  /** The name of the API, where the file defines several. */
  apiName?: string;
  /**
   * Whether the method is run without routing, authorizers, API keys and limits, as the test of the console does. `path` is
   * then that of the resource as it is declared, such as `/users/{id}`.
   */
  testInvoke?: boolean;
  /** The path parameters of a `testInvoke`. */
  pathParameters?: Record<string, string>;
  /** Members of `$context`, in place of what is made up for them. */
  context?: Record<string, unknown>;
  /** What the authorizer decides. Unless set, a request with the identity that the method asks for is let in. */
  authorizer?: AuthorizerDecision;
  /** When the request arrives, in milliseconds since 1970; now, unless set. */
  time?: number;
  /**
   * What the endpoint answers, or a function that is called with the request it gets and returns the answer. The function
   * is called once, and not at all where the endpoint is not: where a request is refused, or the integration is a mock.
   */
  backend?: BackendAnswer | ((request: IntegrationRequest) => BackendAnswer);
}

/** A call whose endpoint may take its time: `backend` may return a promise. */
export interface AsyncCall extends Omit<Call, "backend"> {
  backend?: BackendAnswer | ((request: IntegrationRequest) => BackendAnswer | Promise<BackendAnswer>);
}

export interface Message {
  headers: Record<string, string | string[]>;
  /** The text, or the Base64 of bytes that are not UTF-8. */
  body: string;
  isBase64Encoded: boolean;
}

/** What an endpoint gets. */
export interface IntegrationRequest extends Message {
  method: string;
  uri: string;
}

/** What became of a call. */
export interface Invocation {
  /** The response as the client sees it. */
  response: Message & { status: number };
  /** The type of the gateway response, if a step failed: `BAD_REQUEST_BODY`. */
  gatewayResponse: string | null;
  /** What was sent to the endpoint, if it came to that. */
  integrationRequest: IntegrationRequest | null;
  /** The templates that were rendered, each with what it saw: `render` gives the same text for it again. */
  mapped: { step: "request template" | "response template"; contentType: string; request: Record<string, Json> }[];
  /** What each step decided, and why. */
  trail: { step: string; decision: string; reason: string; failed: boolean }[];
}

/** A definition file that was read once. Calls do not count against the throttling of later ones. */
export interface Definition {
  /** Takes a request through an API of the file, step by step, as the service does. */
  invoke(call: Call): Invocation;
  /** The same, where `backend` may return a promise. */
  invokeAsync(call: AsyncCall): Promise<Invocation>;
  /**
   * Takes hostile variants of a call, and of its backend's answer, through the API, and tells which break an output. Bodies that
   * are empty are made up of what the templates read.
   */
  attack(calls: AttackCall | AttackCall[]): Attack<AttackMessage, { request: AttackMessage; answer: AttackMessage }>;
  /** Gives its memory back. Without it the garbage collector does so in its time. */
  free(): void;
}

/** A call whose endpoint's answer is given. */
export interface AttackCall extends Omit<Call, "backend"> {
  backend?: BackendAnswer;
}

/** What an attack changes: of a call all members, of an answer its body. */
export interface AttackMessage {
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

/**
 * Reads a definition, for many requests.
 *
 * @param name the file's name, which tells its format
 * @param options the files that it names, and values for what it leaves open
 * @throws {VtlkitError} of the kind `definition`, with all `errors` of the file
 * @example
 * const api = load("api.yaml", readFileSync("api.yaml", "utf8"));
 * api.invoke({ method: "GET", path: "/users/7" }).response.status; // 200
 * const backend = async ({ body }) => ({ body: await handler(JSON.parse(body)) });
 * (await api.invokeAsync({ method: "GET", path: "/users/7", backend })).response.status; // 200
 */
export function load(name: string, text: string, options?: DefinitionOptions): Definition;

/**
 * Takes a request through an API, step by step, as the service does.
 *
 * @example
 * const { response } = invoke("api.yaml", text, { method: "POST", path: "/users", body: { id: 7 } });
 * response.status; // 200
 */
export function invoke(name: string, text: string, call: Call, options?: DefinitionOptions): Invocation;

/** The same, where `backend` may return a promise. */
export function invokeAsync(name: string, text: string, call: AsyncCall, options?: DefinitionOptions): Promise<Invocation>;

/**
 * What is wrong with the templates of a file; places are those of the file, `template` is the number in `extract`. Of the
 * options, `phase` counts where the file does not say it.
 */
export function lintFile(name: string, text: string, options?: LintOptions): FileDiagnostic[];

/** A finding in a file. */
export interface FileDiagnostic extends Diagnostic {
  /** The number in `extract` of the template that it is about. */
  template?: number;
  /** Its places and its fix as the template counts them, of one that is in a template. */
  inTemplate?: Pick<Diagnostic, "start" | "end" | "line" | "column" | "endLine" | "endColumn" | "labels" | "fix">;
}

/** Applies the fixes of `lintFile`, as `fix` does of a template: the text of the file, and how many. */
export function fixFile(
  name: string,
  text: string,
  options?: LintOptions & { unsafe?: boolean },
): { text: string; fixed: number; skipped: number };

/** A template or model of a file. */
export interface Extracted extends Place {
  kind: "request" | "response" | "mapping" | "gateway-response" | "model";
  text: string;
  contentType?: string;
  /** The name of a model or the type of a gateway response. */
  name?: string;
  method?: string;
  path?: string;
  status?: string;
  pattern?: string;
  /** With a response: how the payload of the answer is converted. */
  contentHandling?: ContentHandling;
  /** The integration it belongs to, as far as the file says. */
  integration?: Partial<Pick<IntegrationSummary, "type" | "uri" | "httpMethod" | "passthroughBehavior" | "contentHandling">>;
}

/** The templates and models of a file: a definition, Terraform, Serverless, Markdown, or a template of its own. */
export function extract(name: string, text: string): Extracted[];

/**
 * The file with a text in the place of one of its templates, escaped and indented as the file needs it.
 *
 * @param index the place of the template in the list of `extract`
 */
export function inject(name: string, text: string, index: number, template: string): string;

/** A template as a member of a definition: `"application/json"` and the template, escaped as the language needs it. */
export function exportTemplate(template: string, format: "yaml" | "json" | "hcl" | "typescript"): string;

/**
 * Which requests of a client are let through under a usage plan.
 *
 * @example
 * throttle({ rate: 10, burst: 2, arrivals: [0, 0, 50] }).accepted; // [true, true, false]
 */
export function throttle(plan: {
  /** Requests per second. */
  rate?: number;
  /** Requests at once. */
  burst?: number;
  quota?: { limit: number; period: "DAY" | "WEEK" | "MONTH" };
  /** When requests arrive, in milliseconds since 1970, in order. */
  arrivals: number[];
}): { accepted: boolean[]; reasons: (null | "throttled" | "quota")[] };
