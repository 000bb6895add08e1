import type { Attack, Diagnostic, Json, LintOptions, Place, WasmSource } from "./index.js";

export { VtlkitError } from "./index.js";

/** Loads the WebAssembly module; the same function as `init` of `vtlkit`. Required in browsers, optional in Node. */
export function init(source?: WasmSource): Promise<void>;

/** An error of a definition file. */
export interface DefinitionProblem extends Place {
  kind: "definition";
  message: string;
  help?: string;
  /** The path of the file, if it is not the file that was passed. */
  file?: string;
}

/** A conversion from Base64 text to bytes, or from bytes to Base64 text. */
export type ContentHandling = "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";

export interface IntegrationSummary {
  /** `AWS`, `AWS_PROXY`, `HTTP`, `HTTP_PROXY` or `MOCK`. */
  type: string;
  uri?: string;
  httpMethod?: string;
  passthroughBehavior: string;
  /** The conversion of the request payload, if defined. */
  contentHandling?: ContentHandling;
  /** The parameters of the integration request with their sources. */
  requestParameters: Record<string, string>;
  /** The request templates, by content type. */
  requestTemplates: Record<string, string>;
  /** The integration responses, in the order that decides which pattern matches first. */
  responses: {
    pattern?: string;
    status: string;
    /** The conversion of the response payload, if defined. */
    contentHandling?: ContentHandling;
    /** The headers of the method response with their sources. */
    parameters: Record<string, string>;
    templates: Record<string, string>;
  }[];
}

export interface RouteSummary {
  method: string;
  path: string;
  apiKeyRequired: boolean;
  /** The authorization of the method; a `CUSTOM` authorizer is a Lambda function. */
  authorization: "NONE" | "AWS_IAM" | "CUSTOM" | "COGNITO_USER_POOLS";
  /** The identity source of the authorizer, such as `method.request.header.Authorization`. */
  identitySource?: string;
  parameters: { location: "header" | "path" | "querystring"; name: string; required: boolean }[];
  /** The names of the models, by content type. */
  models: Record<string, string>;
  /** What the request validator of the method validates, if it has one. */
  validates?: { body: boolean; parameters: boolean };
  integration?: IntegrationSummary;
}

/** Other files of a definition, and values that it takes from outside. */
export interface DefinitionOptions {
  /** The content of files that the definition may refer to, by path relative to the folder of the definition. */
  files?: Record<string, string>;
  /**
   * Values that override the defaults of parameters: parameters of CloudFormation, variables of Terraform, `stage` and
   * other options of the Serverless Framework.
   */
  parameters?: Record<string, string | number | boolean>;
  /** The region of the deployment; by default that of the definition, or `eu-west-1`. */
  region?: string;
  /** The account of the deployment. */
  account?: string;
}

/** An API. */
export interface ApiSummary {
  title: string;
  /** The logical name in CloudFormation, the address in Terraform; not set for OpenAPI documents. */
  id?: string;
  stages: { name: string; variables: Record<string, string> }[];
  routes: RouteSummary[];
  /** The binary media types. */
  binaryMediaTypes: string[];
  models: { name: string; contentType: string; schema: string }[];
  /** Values that the definition leaves open. */
  notes: string[];
}

/** The contents of a definition. */
export interface DefinitionSummary {
  apis: ApiSummary[];
  /** The errors. */
  errors: DefinitionProblem[];
  /** What is missing because a file is not available. */
  missing: DefinitionProblem[];
  /** The unknown values: strings contain `<name>` for each, and `parameters` can set it. */
  unknown: string[];
  /** The paths of the files that were read. */
  files: string[];
}

/**
 * Reads the APIs of a definition: OpenAPI 2 or 3, SAM, CloudFormation (including the output of the CDK), Terraform, or the
 * Serverless Framework.
 *
 * @param name the name of the file, from which the format is derived
 */
export function readApi(name: string, text: string, options?: DefinitionOptions): DefinitionSummary;

/** The members that an authorizer adds to `$context.authorizer`, such as `principalId`. */
export type AuthorizerContext = Record<string, unknown>;

/**
 * The decision of a method's authorizer: the request is authorized, or the response is 403 `ACCESS_DENIED`, 401
 * `UNAUTHORIZED` or 500 `AUTHORIZER_FAILURE`.
 */
export type AuthorizerDecision =
  | "allow"
  | "deny"
  | "unauthorized"
  | "failure"
  | { allow: AuthorizerContext }
  | { deny: AuthorizerContext };

/** The answer of an endpoint; by default `{}` with status 200. */
export interface BackendAnswer {
  status?: number;
  headers?: Record<string, string | string[]>;
  /** A string is used unchanged; any other value is converted to its JSON text. */
  body?: unknown;
  /** Whether `body` is the Base64 of bytes. */
  isBase64Encoded?: boolean;
  /** A failure instead of a response: `timeout`, `unreachable`, `forbidden`, or the error message of a Lambda function. */
  error?: string;
}

/** A client's request, with the endpoint's answer. */
export interface Call {
  method: string;
  /** The path below the stage, with the query string. */
  path: string;
  headers?: Record<string, string | string[]>;
  /** A string is used unchanged; any other value is converted to its JSON text. */
  body?: unknown;
  /** Whether `body` is the Base64 of bytes. */
  isBase64Encoded?: boolean;
  /** The stage; by default the first of the definition. */
  stage?: string;
  /** The name of the API, if the file defines several. */
  apiName?: string;
  /**
   * Whether to run the method without routing, authorizers, API keys and limits, like a test in the AWS console. `path` is
   * then the declared path of the resource, such as `/users/{id}`.
   */
  testInvoke?: boolean;
  /** The path parameters of a `testInvoke`. */
  pathParameters?: Record<string, string>;
  /** Members of `$context` that override the generated ones. */
  context?: Record<string, unknown>;
  /** The decision of the authorizer. By default, a request with the identity that the method requires is authorized. */
  authorizer?: AuthorizerDecision;
  /** The time of the request, in milliseconds since 1970; by default the current time. */
  time?: number;
  /**
   * The endpoint's answer, or a function that takes the integration request and returns the answer. The function is called
   * once, or not at all if the endpoint is not called: if the request is rejected, or the integration is a mock.
   */
  backend?: BackendAnswer | ((request: IntegrationRequest) => BackendAnswer);
}

/** A call with an asynchronous backend. */
export interface AsyncCall extends Omit<Call, "backend"> {
  backend?: BackendAnswer | ((request: IntegrationRequest) => BackendAnswer | Promise<BackendAnswer>);
}

export interface Message {
  headers: Record<string, string | string[]>;
  /** The text, or Base64 if it is not UTF-8. */
  body: string;
  isBase64Encoded: boolean;
}

/** The request to an endpoint. */
export interface IntegrationRequest extends Message {
  method: string;
  uri: string;
}

/** The result of a call. */
export interface Invocation {
  /** The response to the client. */
  response: Message & { status: number };
  /** The type of the gateway response, if a step failed: `BAD_REQUEST_BODY`. */
  gatewayResponse: string | null;
  /** The request to the endpoint; null if it was not called. */
  integrationRequest: IntegrationRequest | null;
  /** The rendered templates with their requests, for which `render` gives the same output. */
  mapped: { step: "request template" | "response template"; contentType: string; request: Record<string, Json> }[];
  /** The decision of each step, with its reason. */
  trail: { step: string; decision: string; reason: string; failed: boolean }[];
}

/** A definition file, read once. Calls do not count against the throttling of later ones. */
export interface Definition {
  /** Executes a request against an API of the file. */
  invoke(call: Call): Invocation;
  /** `invoke` with a `backend` that may return a promise. */
  invokeAsync(call: AsyncCall): Promise<Invocation>;
  /**
   * Runs hostile variants of a call, and of its backend's answer, and reports which of them break an output. Empty bodies are
   * generated from what the templates read.
   */
  attack(calls: AttackCall | AttackCall[]): Attack<AttackMessage, { request: AttackMessage; answer: AttackMessage }>;
  /** Frees its memory now. Otherwise the garbage collector does so eventually. */
  free(): void;
}

/** A call with a constant answer of the endpoint. */
export interface AttackCall extends Omit<Call, "backend"> {
  backend?: BackendAnswer;
}

/** The members that an attack changes: all of a call, and the body of an answer. */
export interface AttackMessage {
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

/**
 * Reads a definition for many requests.
 *
 * @param name the name of the file, from which the format is derived
 * @param options the files that it refers to, and values that it takes from outside
 * @throws {VtlkitError} of the kind `definition`, with all `errors` of the file
 * @example
 * const api = load("api.yaml", readFileSync("api.yaml", "utf8"));
 * api.invoke({ method: "GET", path: "/users/7" }).response.status; // 200
 * const backend = async ({ body }) => ({ body: await handler(JSON.parse(body)) });
 * (await api.invokeAsync({ method: "GET", path: "/users/7", backend })).response.status; // 200
 */
export function load(name: string, text: string, options?: DefinitionOptions): Definition;

/**
 * Executes a request against an API.
 *
 * @example
 * const { response } = invoke("api.yaml", text, { method: "POST", path: "/users", body: { id: 7 } });
 * response.status; // 200
 */
export function invoke(name: string, text: string, call: Call, options?: DefinitionOptions): Invocation;

/** `invoke` with a `backend` that may return a promise. */
export function invokeAsync(name: string, text: string, call: AsyncCall, options?: DefinitionOptions): Promise<Invocation>;

/**
 * Lints the templates of a file. Positions refer to the file; `template` is the index in `extract`. The option `phase` only
 * applies if the file does not define it.
 */
export function lintFile(name: string, text: string, options?: LintOptions): FileDiagnostic[];

/** A finding in a file. */
export interface FileDiagnostic extends Diagnostic {
  /** The index in `extract` of the template that it is about. */
  template?: number;
  /** For a finding in a template: its positions and its fix relative to the template. */
  inTemplate?: Pick<Diagnostic, "start" | "end" | "line" | "column" | "endLine" | "endColumn" | "labels" | "fix">;
}

/** Applies the fixes of `lintFile`, as `fix` does for a template. */
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
  /** For a response: the conversion of the payload. */
  contentHandling?: ContentHandling;
  /** The integration it belongs to, as far as the file defines it. */
  integration?: Partial<Pick<IntegrationSummary, "type" | "uri" | "httpMethod" | "passthroughBehavior" | "contentHandling">>;
}

/** The templates and models of a file: a definition, a Markdown file, or a template. */
export function extract(name: string, text: string): Extracted[];

/**
 * The file with the text of one template replaced, escaped and indented for its format.
 *
 * @param index the index of the template in the result of `extract`
 */
export function inject(name: string, text: string, index: number, template: string): string;

/** A template as a member of a definition: `"application/json"` with the template as value, escaped for the language. */
export function exportTemplate(template: string, format: "yaml" | "json" | "hcl" | "typescript"): string;

/**
 * Simulates which requests of a client a usage plan accepts.
 *
 * @example
 * throttle({ rate: 10, burst: 2, arrivals: [0, 0, 50] }).accepted; // [true, true, false]
 */
export function throttle(plan: {
  /** Requests per second. */
  rate?: number;
  /** Maximum burst of requests. */
  burst?: number;
  quota?: { limit: number; period: "DAY" | "WEEK" | "MONTH" };
  /** The times of the requests, in milliseconds since 1970, in order. */
  arrivals: number[];
}): { accepted: boolean[]; reasons: (null | "throttled" | "quota")[] };
