/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** A request as a template sees it. All members are optional. */
export interface Request {
  /** The payload. A string is used unchanged; any other value is converted to its JSON text. */
  body?: unknown;
  headers?: Record<string, string>;
  querystring?: Record<string, string>;
  /** The path parameters. */
  path?: Record<string, string>;
  stageVariables?: Record<string, string>;
  /** The members of `$context`. */
  context?: Record<string, unknown>;
}

/** Limits of a render. Exceeding one is an error of the kind `limit`. */
export interface Limits {
  /** Work: pieces of text, references, conditions and iterations. Default 50,000,000. */
  steps: number;
  /** Bytes of output. Default 64 MiB. */
  outputBytes: number;
  /** Bytes of all values of a render. Default 512 MiB, maximum 1,073,741,823. */
  memoryBytes: number;
  /** Nesting of macros and blocks. Default 100, maximum 1,000. */
  depth: number;
  /** Iterations of a `#foreach`, which then silently stops. Default 1,000 in API Gateway. */
  loopRounds: number;
}

export interface RenderOptions {
  /** The message that the template maps; a response template cannot override the request. Default `request`. */
  phase?: "request" | "response";
  /** `velocity` is stock Apache Velocity 1.7: no request, only `variables`. Default `api-gateway`. */
  dialect?: "api-gateway" | "velocity";
  /** Additional variables by name without `$`: an object, or its JSON text. */
  variables?: Record<string, unknown> | string;
  limits?: Partial<Limits>;
  /** Whether to record a trace. */
  trace?: boolean;
}

/** The final `$context.requestOverride` and `$context.responseOverride`, without empty parts. */
export interface Overrides {
  requestOverride?: {
    path?: Record<string, Json>;
    header?: Record<string, Json>;
    querystring?: Record<string, Json>;
    [name: string]: Json | undefined;
  };
  responseOverride?: { status?: Json; header?: Record<string, Json>; [name: string]: Json | undefined };
}

export interface RenderResult {
  /** The rendered text. */
  output: string;
  overrides: Overrides;
  /** With the option `trace`. */
  trace?: Trace;
}

/** Start and end in UTF-16 code units; the end is exclusive. */
export type Range = [start: number, end: number];

/** The trace of a render. */
export interface Trace {
  /** The pieces of the output, in order and without gaps, each with the part of the template that printed it. */
  pieces: {
    output: Range;
    template: Range;
    /** For a reference: its value, and the simple name of its Java class, or `missing`. */
    value?: { type: string; text: string };
  }[];
  /** Each evaluated `#if`, `#elseif` and `#else`, in order, with the reason why it was taken or not. */
  branches: { template: Range; taken: boolean; reason: string }[];
  /** Each run of a `#foreach` with its number of iterations. `cut` is set if the loop limit stopped it. */
  loops: { template: Range; rounds: number; cut?: true; each: Round[] }[];
  /** Set if the trace was too long and is incomplete. */
  cut?: true;
}

/** An iteration of a `#foreach`. The first 2,000 of a render are recorded. */
export interface Round {
  /** Its output: the index of the first of `pieces`, and of the one after the last. */
  pieces: [from: number, to: number];
  /** The variables of the template at its end; a long text ends with `…`. */
  variables: { name: string; type: string; text: string }[];
}

/**
 * A position in a text. Offsets count UTF-16 code units from 0, as in `slice`; lines and columns count from 1, columns
 * in UTF-16 code units.
 */
export interface Place {
  start: number;
  end: number;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** A related position, with a text. */
export interface Label extends Place {
  text: string;
}

/** A syntax error. */
export interface Problem extends Place {
  kind: "syntax";
  message: string;
  help?: string;
  labels: Label[];
}

/** A node of a syntax tree. */
export interface Node {
  /** The kind of node: `text`, `reference`, `set`, `if`, `foreach`, `string`, `binary` and others. */
  kind: string;
  start: number;
  end: number;
  /** The name of a variable, property, method or macro; the symbol of an operator. */
  name?: string;
  children: Node[];
}

export type Severity = "error" | "warning" | "info";

/** A finding of the linter. */
export interface Diagnostic extends Place {
  /** The name of the rule; `explain` returns its documentation. */
  rule: string;
  severity: Severity;
  message: string;
  /** A text for the position itself. */
  label?: string;
  why?: string;
  help?: string;
  /** A request for which the output is broken, confirmed by rendering it, and that output. */
  witness?: { request: Request; output: string };
  labels: Label[];
  fix?: Fix;
}

/** A fix: edits that belong together. */
export interface Fix {
  /** What it does, such as "escape the value". */
  title: string;
  /** Whether it is safe to apply without review. An unsafe fix changes the output for some requests. */
  safe: boolean;
  /** Set if `fix` does not apply it, because no trial shows that the output stays valid and the same. */
  manual?: true;
  edits: { start: number; end: number; text: string }[];
}

export interface LintOptions {
  /** The message that the template maps. */
  phase?: "request" | "response";
  /** The content type of the template in the definition. */
  contentType?: string;
  /** The names of the path parameters of the resource. */
  pathParameters?: string[];
  /** The names of all stage variables. */
  stageVariables?: string[];
  /** Variables that are set elsewhere, without `$`. */
  names?: string[];
  /** Only these rules or groups of rules; `all` for all of them. */
  select?: string[];
  /** Not these rules or groups, unless `select` is more specific. */
  ignore?: string[];
}

export interface RuleInfo {
  name: string;
  severity: Severity;
  group: string;
  /** What it reports, in one sentence. */
  summary: string;
}

/** A member that can be completed. */
export interface Member {
  name: string;
  /** `name`, or `name(String, int)`. */
  signature: string;
  docs: string;
}

/** The variables and methods that templates can use. */
export interface Catalog {
  /** The variables of the service, without `$`. */
  variables: { name: string; docs: string; members: (Member & { kind: "property" | "method" })[] }[];
  /** The methods of Java classes. */
  classes: { name: string; methods: Member[] }[];
}

/**
 * The kind of an error: `syntax`, `method`, `concurrent-modification`, `negative-index`, `directive`, `resource`,
 * `macro-depth`, `nesting` and `limit` are failures of a template; `definition` and `model` are errors in files and
 * models; `request` and `options` are invalid arguments; `not-ready` and `load` concern the WebAssembly module; `trap` is a
 * bug in vtlkit.
 */
export type ErrorKind =
  | "syntax"
  | "method"
  | "concurrent-modification"
  | "negative-index"
  | "directive"
  | "resource"
  | "macro-depth"
  | "nesting"
  | "limit"
  | "request"
  | "definition"
  | "model"
  | "options"
  | "not-ready"
  | "load"
  | "trap";

/** The error that every function throws. The position is set if the error has one. */
export class VtlkitError extends Error {
  readonly name: "VtlkitError";
  readonly kind: ErrorKind;
  readonly start?: number;
  readonly end?: number;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** How to fix it. */
  readonly help?: string;
  /** For the kind `syntax`: all errors of the template, this one first. */
  readonly errors?: Problem[];
  readonly labels?: Label[];
  /** The enclosing loops and macros, innermost first. */
  readonly in?: (Place & { what: string })[];
  /** For the kind `limit`: the name of the limit. */
  readonly limit?: string;
}

/** A source of the WebAssembly module. */
export type WasmSource =
  | string
  | URL
  | globalThis.Request
  | Response
  | BufferSource
  | WebAssembly.Module
  | Promise<string | URL | globalThis.Request | Response | BufferSource | WebAssembly.Module>;

/**
 * Loads the WebAssembly module. In browsers, await it before calling anything else; in Node it is optional. Calling it again
 * has no effect, and neither has `init` of `vtlkit/api` and `vtlkit/schema`: all parts share one module and one instance.
 *
 * @param source where `vtlkit.wasm` is, if it is not in the package: its URL, its bytes, or a compiled module
 * @example
 * import { init, render } from "vtlkit";
 * await init();
 * render("Hello $input.path('$.name')", { body: { name: "Ann" } }).output; // "Hello Ann"
 */
export function init(source?: WasmSource): Promise<void>;

/**
 * Renders a template for a request, as API Gateway does.
 *
 * @param request an object, or its JSON text, which preserves numbers such as `1.0` and those of twenty digits
 * @throws {VtlkitError} if the template has a syntax error or its render fails
 * @example
 * render('{"id": "$input.params("id")"}', { path: { id: "7" } }).output; // '{"id": "7"}'
 */
export function render(template: string, request?: Request | string, options?: RenderOptions): RenderResult;

/**
 * A template that is compiled once and rendered many times.
 *
 * @example
 * const template = new Template("$input.path('$.a')");
 * template.render({ body: { a: 1 } }).output; // "1"
 * template.render({ body: { a: 2 } }).output; // "2"
 */
export class Template {
  /** @throws {VtlkitError} of the kind `syntax`, with all errors of the template */
  constructor(template: string, options?: RenderOptions);
  /** @throws {VtlkitError} if the render fails */
  render(request?: Request | string): RenderResult;
  /** Frees its memory now. Otherwise the garbage collector does so eventually. */
  free(): void;
}

/** The syntax tree of a template and all its errors; the tree has everything that could be parsed. */
export function parse(template: string, options?: Pick<RenderOptions, "dialect">): { tree: Node; errors: Problem[] };

/**
 * Lints a template.
 *
 * @example
 * lint(`{"name": "$input.path('$.name')"}`)[0].rule; // "unescaped-in-string"
 */
export function lint(template: string, options?: LintOptions): Diagnostic[];

/** Applies the safe fixes of `lint`, with `unsafe` also the unsafe ones. `skipped` is the number of findings whose fix is not applied. */
export function fix(template: string, options?: LintOptions & { unsafe?: boolean }): { text: string; fixed: number; skipped: number };

/** A hostile variant of a request, with its result. */
export interface Attempt<Input> {
  /** The changed message: the client's request, or the backend's answer. */
  side: "request" | "response";
  /** The changed part: a JSONPath, `body`, `query name`, `header name`, or the rule whose witness it is. */
  where: string;
  /** A description of the change. */
  change: string;
  /**
   * `broken`: a template fails, the output is invalid JSON, or a value adds a member to it. `refused`: the request is
   * rejected. `unjudged`: the output need not be JSON.
   */
  verdict: "broken" | "refused" | "unjudged" | "safe";
  /** What is broken, or why the request is rejected; empty otherwise. */
  problem: string;
  /** The output that was judged. */
  output: string;
  /** The broken part of the output: start and end. */
  place?: [number, number];
  /** The changed message. */
  input: Input;
}

/** The result of an attack. */
export interface Attack<Input, Base> {
  /** Why the first request fails unchanged. */
  problem?: string;
  /**
   * The request that the variants change: the first one that works, with its index, or the first one with plain values, whose
   * index is the number of requests. Not set if none works; then nothing is tried.
   */
  base?: Base & { index: number };
  attempts: Attempt<Input>[];
  /** The number of variants that were not run, because the outputs before them exceed 64 MiB. */
  skipped?: number;
}

/**
 * Renders a template for hostile variants of a request, and reports which of them break the output. Without requests, one is
 * generated from what the template reads.
 *
 * @example
 * attack(`{"name": "$input.path('$.name')"}`).attempts.some(({ verdict }) => verdict === "broken"); // true
 */
export function attack(
  template: string,
  requests?: Request | Request[],
  options?: Pick<RenderOptions, "phase" | "dialect" | "limits">,
): Attack<Request, { request: Request }>;

/** The documentation of a rule, as Markdown. */
export function explain(rule: string): string;

/** The rules of the linter. */
export function rules(): RuleInfo[];

/** The variables and methods that templates can use, for completion and documentation. */
export function catalog(): Catalog;

/**
 * Requests to an API, and linting of a file, as in `vtlkit/api`. Browsers call the `init` of `vtlkit/api` first.
 */
export { fixFile, invoke, invokeAsync, lintFile, load } from "./api.js";

/** The version of vtlkit. */
export const version: string;
