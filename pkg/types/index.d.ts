/** A value as JSON has them. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** The parts of a request, as API Gateway hands them to a template. All are optional. */
export interface Request {
  /** The payload. A string is taken as it is, any other value as its JSON text. */
  body?: unknown;
  headers?: Record<string, string>;
  querystring?: Record<string, string>;
  /** The path parameters. */
  path?: Record<string, string>;
  stageVariables?: Record<string, string>;
  /** What `$context` holds. */
  context?: Record<string, unknown>;
}

/** What a render may take. What goes beyond it is an error of the kind `limit`. */
export interface Limits {
  /** Work: pieces of text, references, conditions and rounds. 50,000,000 unless set. */
  steps: number;
  /** Bytes of output. 64 MiB unless set. */
  outputBytes: number;
  /** Bytes of all values a render makes. 512 MiB unless set, at most 1,073,741,823. */
  memoryBytes: number;
  /** How deep macros and blocks may nest. 100 unless set, at most 1,000. */
  depth: number;
  /** Rounds of a `#foreach`, which then ends without an error. 1,000 in API Gateway. */
  loopRounds: number;
}

export interface RenderOptions {
  /** Which side the template maps; a response template cannot override the request. `request` unless set. */
  phase?: "request" | "response";
  /** `velocity` is Apache Velocity 1.7 as it comes: no request, but `variables`. `api-gateway` unless set. */
  dialect?: "api-gateway" | "velocity";
  /** Variables to set beside those of the service, by name without `$`: an object, or its JSON text. */
  variables?: Record<string, unknown> | string;
  limits?: Partial<Limits>;
  /** Whether to tell what the render did. */
  trace?: boolean;
}

/** What a template left in `$context.requestOverride` and `$context.responseOverride`; empty parts are left out. */
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

/** Where something begins and ends, in UTF-16 code units. */
export type Range = [start: number, end: number];

/** What a render did. */
export interface Trace {
  /** The pieces of the output, in order and without gaps, each with the piece of the template that made it. */
  pieces: {
    output: Range;
    template: Range;
    /** With a reference: its value, and the simple name of its class in Java, or `missing`. */
    value?: { type: string; text: string };
  }[];
  /** Each `#if`, `#elseif` and `#else` that was looked at, in order, and why it was taken or not. */
  branches: { template: Range; taken: boolean; reason: string }[];
  /** Each run of a `#foreach`. `cut` is there where the limit of rounds ended it. */
  loops: { template: Range; rounds: number; cut?: true; each: Round[] }[];
  /** There where there was too much to tell of. */
  cut?: true;
}

/** A round of a `#foreach`. The first 2,000 of a render are told. */
export interface Round {
  /** What it printed: the first of `pieces`, and the one behind the last. */
  pieces: [from: number, to: number];
  /** What the variables of the template held at its end; a long text ends with `…`. */
  variables: { name: string; type: string; text: string }[];
}

/**
 * A place in a text. Offsets count UTF-16 code units from 0, as `slice` does; lines and columns count from 1, columns
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

/** A second place that matters, with what is to be said of it. */
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
  /** What it is: `text`, `reference`, `set`, `if`, `foreach`, `string`, `binary` and so on. */
  kind: string;
  start: number;
  end: number;
  /** The name of a variable, property, method or macro; the sign of an operator. */
  name?: string;
  children: Node[];
}

export type Severity = "error" | "warning" | "info";

/** Something the linter found. */
export interface Diagnostic extends Place {
  /** The rule that found it; `explain` tells more. */
  rule: string;
  severity: Severity;
  message: string;
  /** What is to be said right at the place. */
  label?: string;
  why?: string;
  help?: string;
  /** A request for which the output is broken, as the engine confirmed, and that output. */
  witness?: { request: Request; output: string };
  labels: Label[];
  fix?: Fix;
}

/** A remedy: edits that belong together. */
export interface Fix {
  /** What it does: "escape the value". */
  title: string;
  /** Whether it can be applied without a look. What is not safe changes what some requests get. */
  safe: boolean;
  /** Whether it is left to people: `fix` does not apply it, since no trial shows that it leaves the output valid and the same. */
  manual?: true;
  edits: { start: number; end: number; text: string }[];
}

export interface LintOptions {
  /** Which side the template maps. */
  phase?: "request" | "response";
  /** The content type the template is for, as the definition has it. */
  contentType?: string;
  /** The names of the path parameters of the resource. */
  pathParameters?: string[];
  /** The names of all stage variables there are. */
  stageVariables?: string[];
  /** Variables that something else sets, without `$`. */
  names?: string[];
  /** Only these rules or groups of rules; `all` is all of them. */
  select?: string[];
  /** Not these rules or groups, unless `select` names them more exactly. */
  ignore?: string[];
}

export interface RuleInfo {
  name: string;
  severity: Severity;
  group: string;
  /** What it flags, in a sentence. */
  summary: string;
}

/** Something with a name that can be completed. */
export interface Member {
  name: string;
  /** `name`, or `name(String, int)`. */
  signature: string;
  docs: string;
}

/** What templates can use. */
export interface Catalog {
  /** The variables of the service, without `$`. */
  variables: { name: string; docs: string; members: (Member & { kind: "property" | "method" })[] }[];
  /** The methods of Java's classes, as a template meets them. */
  classes: { name: string; methods: Member[] }[];
}

/**
 * What kind of error it is: `syntax`, `method`, `concurrent-modification`, `negative-index`, `directive`, `resource`,
 * `macro-depth`, `nesting` and `limit` are failures of a template; `definition` and `model` are
 * errors of files and models; `request` and `options` are wrong arguments;
 * `not-ready` and `load` are about the file of wasm; `trap` is a bug of vtlkit.
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

/** What every function throws where it fails. The places are there where the template has them. */
export class VtlkitError extends Error {
  readonly name: "VtlkitError";
  readonly kind: ErrorKind;
  readonly start?: number;
  readonly end?: number;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** What to do about it. */
  readonly help?: string;
  /** With the kind `syntax`: all errors of the template, this one first. */
  readonly errors?: Problem[];
  readonly labels?: Label[];
  /** The loops and macros around the place, the innermost first. */
  readonly in?: (Place & { what: string })[];
  /** With the kind `limit`: its name. */
  readonly limit?: string;
}

/** What the module of WebAssembly can be loaded from. */
export type WasmSource =
  | string
  | URL
  | globalThis.Request
  | Response
  | BufferSource
  | WebAssembly.Module
  | Promise<string | URL | globalThis.Request | Response | BufferSource | WebAssembly.Module>;

/**
 * Loads the engine. Browsers have to wait for it before anything else is called; Node need not call it. Calling it again
 * does nothing, nor does the `init` of `vtlkit/api` and `vtlkit/schema`: all parts share one module and one instance.
 *
 * @param source where `vtlkit.wasm` is, if not beside the package: its address, its bytes, or a compiled module
 * @example
 * import { init, render } from "vtlkit";
 * await init();
 * render("Hello $input.path('$.name')", { body: { name: "Ann" } }).output; // "Hello Ann"
 */
export function init(source?: WasmSource): Promise<void>;

/**
 * Renders a template for a request, as API Gateway does.
 *
 * @param request an object, or its JSON text: that keeps numbers such as `1.0` and those of twenty digits
 * @throws {VtlkitError} where the template cannot be read or its render fails
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
  /** @throws {VtlkitError} where the render fails */
  render(request?: Request | string): RenderResult;
  /** Gives its memory back. Without it the garbage collector does so in its time. */
  free(): void;
}

/** The syntax tree of a template and all its errors; what could be read is in the tree. */
export function parse(template: string, options?: Pick<RenderOptions, "dialect">): { tree: Node; errors: Problem[] };

/**
 * What is wrong with a template.
 *
 * @example
 * lint(`{"name": "$input.path('$.name')"}`)[0].rule; // "unescaped-in-string"
 */
export function lint(template: string, options?: LintOptions): Diagnostic[];

/** Applies the safe fixes of `lint`, with `unsafe` also the unsafe ones; `skipped` counts findings whose fix is not applied. */
export function fix(template: string, options?: LintOptions & { unsafe?: boolean }): { text: string; fixed: number; skipped: number };

/** A hostile variant of a request, and what became of it. */
export interface Attempt<Input> {
  /** Whether the client's request is changed, or the backend's answer. */
  side: "request" | "response";
  /** What is changed: a JSONPath, `body`, `query name`, `header name`, or the rule whose request it is. */
  where: string;
  /** What it is changed to, in words. */
  change: string;
  /**
   * `broken`: a template fails, the output is invalid JSON, or a value adds a member to it. `refused`: it gets no further.
   * `unjudged`: the output need not be JSON.
   */
  verdict: "broken" | "refused" | "unjudged" | "safe";
  /** What is broken, or why it is refused; empty otherwise. */
  problem: string;
  /** The output that was judged. */
  output: string;
  /** Where the output is broken: a start and an end. */
  place?: [number, number];
  /** The changed message. */
  input: Input;
}

/** The outcome of an attack. */
export interface Attack<Input, Base> {
  /** Why the first request does not work as it is. */
  problem?: string;
  /**
   * What the variants change: the first request that works, by its place among those that were given, or the first with plain
   * values, whose place is their number. Without one, nothing is tried.
   */
  base?: Base & { index: number };
  attempts: Attempt<Input>[];
  /** How many variants were not tried, since the outputs of those before them take 64 MiB. */
  skipped?: number;
}

/**
 * Renders a template for hostile variants of a request, and tells which break the output. Without requests, one is made up of
 * what the template reads.
 *
 * @example
 * attack(`{"name": "$input.path('$.name')"}`).attempts.some(({ verdict }) => verdict === "broken"); // true
 */
export function attack(
  template: string,
  requests?: Request | Request[],
  options?: Pick<RenderOptions, "phase" | "dialect" | "limits">,
): Attack<Request, { request: Request }>;

/** What a rule flags, why, and what to write instead, as Markdown. */
export function explain(rule: string): string;

/** The rules of the linter. */
export function rules(): RuleInfo[];

/** What templates can use, for completion and documentation. */
export function catalog(): Catalog;

/**
 * Requests through an API, and the findings in a file, as in `vtlkit/api`. Browsers call the `init` of `vtlkit/api`
 * first.
 */
export { fixFile, invoke, invokeAsync, lintFile, load } from "./api.js";

/** The version of vtlkit. */
export const version: string;
