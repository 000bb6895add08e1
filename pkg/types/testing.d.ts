import type { Invocation } from "./api.js";
import type { ErrorKind, LintOptions, Overrides, RenderOptions, Request } from "./index.js";

/** A template, or one with options: `{ template, phase: "response" }`. */
export type TemplateUnderTest = string | ({ template: string } & RenderOptions);

/** How a template can fail. */
export type FailureKind = Exclude<
  ErrorKind,
  "request" | "definition" | "model" | "options" | "not-ready" | "load" | "trap"
>;

/**
 * An expected error: its kind, a part of its message, a pattern of its message, or several of its members. A string that is
 * a kind is one.
 */
export type ExpectedError =
  | FailureKind
  | (string & {})
  | RegExp
  | { kind?: FailureKind; message?: string | RegExp; line?: number; column?: number };

/** What a body is expected to be; all that is given has to hold. */
export interface ExpectedBody {
  /** This text, or one that the pattern matches. */
  text?: unknown;
  /** JSON of this value; the order of members does not matter. */
  json?: unknown;
  /** JSON that has all of this: objects may have more members, lists have as many elements. */
  subset?: unknown;
  /** JSON that is valid under this schema (draft 4), or under the API's model of this name. */
  bodySchema?: object | string;
  /** These bytes, as Base64. */
  base64?: unknown;
}

/** Headers by name, whatever its case; one that is `null` is not there. */
export type ExpectedHeaders = Record<string, unknown>;

/** What is expected of the result of `invoke`: as `expect` in a case of `vtlkit test`. All that is given has to hold. */
export interface ExpectedResponse extends ExpectedBody {
  status?: unknown;
  headers?: ExpectedHeaders;
  /** The type of the gateway response, such as `BAD_REQUEST_BODY`; `null` for none. */
  error?: unknown;
  /** What the endpoint gets; `null` where it is not called. */
  integration?: (ExpectedBody & { method?: unknown; uri?: unknown; headers?: ExpectedHeaders }) | null;
}

/** What a matcher of Vitest and Jest gives. */
export interface MatcherResult {
  pass: boolean;
  message: () => string;
}

/**
 * Matchers for `expect.extend` of Vitest and Jest. `import "vtlkit/vitest"` and `import "vtlkit/jest"` extend `expect` with
 * them, and give it their types.
 *
 * An expected value is JSON, in which a RegExp stands for a text that it matches, and a matcher such as
 * `expect.objectContaining(…)` for what it says. Arguments and members that no matcher knows are a `TypeError`.
 */
export const matchers: {
  /** The output for the request: a string or a RegExp is about the text, any other value about its JSON. */
  toRender(received: TemplateUnderTest, request: Request | string | undefined, expected: unknown): MatcherResult;
  /** What the template overrides for the request, all of it. */
  toOverride(
    received: TemplateUnderTest,
    request: Request | string | undefined,
    expected: Overrides | object,
  ): MatcherResult;
  /** The template fails for the request, with this error if one is given. The request can be left out. */
  toFailRendering(
    received: TemplateUnderTest,
    request?: Request | ExpectedError,
    expected?: ExpectedError,
  ): MatcherResult;
  /** The linter finds nothing. */
  toLintClean(received: TemplateUnderTest, options?: LintOptions): MatcherResult;
  /** The response that `invoke` gives, and what the endpoint got. */
  toRespond(received: Invocation, expected: ExpectedResponse): MatcherResult;
};

/**
 * The same as functions that throw an `AssertionError`, for `node:test` and any other runner.
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

/** The matchers on `expect`, for a runner that has no part of its own here. */
export interface VtlkitMatchers<R = unknown> {
  /** The output for the request: a string or a RegExp is about the text, any other value about its JSON. */
  toRender(request: Request | string | undefined, expected: unknown): R;
  /** What the template overrides for the request, all of it. */
  toOverride(request: Request | string | undefined, expected: Overrides | object): R;
  /** The template fails, with this error if one is given. */
  toFailRendering(expected?: string | RegExp): R;
  toFailRendering(request: Request | undefined, expected?: ExpectedError): R;
  /** The linter finds nothing. */
  toLintClean(options?: LintOptions): R;
  /** The response that `invoke` gives, and what the endpoint got. */
  toRespond(expected: ExpectedResponse): R;
}
