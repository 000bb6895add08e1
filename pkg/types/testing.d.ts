import type { Invocation } from "./api.js";
import type { ErrorKind, LintOptions, Overrides, RenderOptions, Request } from "./index.js";

/** A template, or one with options: `{ template, phase: "response" }`. */
export type TemplateUnderTest = string | ({ template: string } & RenderOptions);

/** The kinds of template failures. */
export type FailureKind = Exclude<
  ErrorKind,
  "request" | "definition" | "model" | "options" | "not-ready" | "load" | "trap"
>;

/**
 * An expected error: its kind, a part of its message, a pattern for its message, or several of its members. A string that
 * equals a kind is a kind.
 */
export type ExpectedError =
  | FailureKind
  | (string & {})
  | RegExp
  | { kind?: FailureKind; message?: string | RegExp; line?: number; column?: number };

/** An expected body; all given members have to match. */
export interface ExpectedBody {
  /** The text, or a pattern for it. */
  text?: unknown;
  /** JSON with this value; the order of members does not matter. */
  json?: unknown;
  /** JSON that contains this value: objects may have additional members, lists must have the same length. */
  subset?: unknown;
  /** JSON that is valid under this schema (draft 4), or under the API's model with this name. */
  bodySchema?: object | string;
  /** These bytes, as Base64. */
  base64?: unknown;
}

/** Headers by name, ignoring case; a header with the value `null` must be absent. */
export type ExpectedHeaders = Record<string, unknown>;

/** The expected result of `invoke`, as `expect` in a case of `vtlkit test`. All given members have to match. */
export interface ExpectedResponse extends ExpectedBody {
  status?: unknown;
  headers?: ExpectedHeaders;
  /** The type of the gateway response, such as `BAD_REQUEST_BODY`; `null` for none. */
  error?: unknown;
  /** The request to the endpoint; `null` if it must not be called. */
  integration?: (ExpectedBody & { method?: unknown; uri?: unknown; headers?: ExpectedHeaders }) | null;
}

/** The result of a Vitest or Jest matcher. */
export interface MatcherResult {
  pass: boolean;
  message: () => string;
}

/**
 * Matchers for `expect.extend` of Vitest and Jest. `import "vtlkit/vitest"` and `import "vtlkit/jest"` extend `expect` and
 * its types with them.
 *
 * An expected value is JSON that may contain a RegExp for a string, and matchers such as `expect.objectContaining(…)`.
 * Unknown arguments and members are a `TypeError`.
 */
export const matchers: {
  /** Compares the output for the request: a string or a RegExp with its text, any other value with its JSON. */
  toRender(received: TemplateUnderTest, request: Request | string | undefined, expected: unknown): MatcherResult;
  /** Compares all overrides of the template for the request. */
  toOverride(
    received: TemplateUnderTest,
    request: Request | string | undefined,
    expected: Overrides | object,
  ): MatcherResult;
  /** Passes if the template fails for the request, with this error if it is given. The request is optional. */
  toFailRendering(
    received: TemplateUnderTest,
    request?: Request | ExpectedError,
    expected?: ExpectedError,
  ): MatcherResult;
  /** Passes if the linter has no findings. */
  toLintClean(received: TemplateUnderTest, options?: LintOptions): MatcherResult;
  /** Compares the response of `invoke`, and the request to the endpoint. */
  toRespond(received: Invocation, expected: ExpectedResponse): MatcherResult;
};

/**
 * The matchers as functions that throw an `AssertionError`, for `node:test` and any other runner.
 *
 * @example
 * import test from "node:test";
 * import { toRender } from "vtlkit/testing";
 *
 * test("the key has the user's id", () => {
 *   toRender(`{"PK": "USER#$input.path('$.id')"}`, { body: { id: 7 } }, { PK: "USER#7" });
 * });
 */
export const assertions: {
  toRender: typeof toRender;
  toOverride: typeof toOverride;
  toFailRendering: typeof toFailRendering;
  toLintClean: typeof toLintClean;
  toRespond: typeof toRespond;
};
export function toRender(template: TemplateUnderTest, request: Request | string | undefined, expected: unknown): void;
export function toOverride(
  template: TemplateUnderTest,
  request: Request | string | undefined,
  expected: Overrides | object,
): void;
export function toFailRendering(template: TemplateUnderTest, expected?: string | RegExp): void;
export function toFailRendering(
  template: TemplateUnderTest,
  request: Request | undefined,
  expected?: ExpectedError,
): void;
export function toLintClean(template: TemplateUnderTest, options?: LintOptions): void;
export function toRespond(invocation: Invocation, expected: ExpectedResponse): void;

/** The type of the matchers on `expect`, for other test runners. */
export interface VtlkitMatchers<R = unknown> {
  /** Compares the output for the request: a string or a RegExp with its text, any other value with its JSON. */
  toRender(request: Request | string | undefined, expected: unknown): R;
  /** Compares all overrides of the template for the request. */
  toOverride(request: Request | string | undefined, expected: Overrides | object): R;
  /** Passes if the template fails, with this error if it is given. */
  toFailRendering(expected?: string | RegExp): R;
  toFailRendering(request: Request | undefined, expected?: ExpectedError): R;
  /** Passes if the linter has no findings. */
  toLintClean(options?: LintOptions): R;
  /** Compares the response of `invoke`, and the request to the endpoint. */
  toRespond(expected: ExpectedResponse): R;
}
