import type { ErrorKind, LintOptions, Overrides, RenderOptions, Request } from "./index.js";

/** A template, or one with options: `{ template, dialect: "velocity" }`. */
export type TemplateUnderTest = string | ({ template: string } & RenderOptions);

/** What a matcher of Vitest and Jest gives. */
export interface MatcherResult {
  pass: boolean;
  message: () => string;
  actual?: unknown;
  expected?: unknown;
}

/**
 * Matchers for `expect.extend` of Vitest and Jest.
 *
 * @example
 * import { expect, test } from "vitest";
 * import { matchers } from "vtlkit/testing";
 *
 * expect.extend(matchers);
 *
 * test("the key has the user's id", () => {
 *   expect(`{"PK": "USER#$input.path('$.id')"}`).toRender({ body: { id: 7 } }, { PK: "USER#7" });
 * });
 */
export const matchers: {
  /** The output for the request: a string is compared as text, any other value as JSON. */
  toRender(received: TemplateUnderTest, request: Request | undefined, expected: unknown): MatcherResult;
  /** What the template overrides for the request, all of it. */
  toOverride(received: TemplateUnderTest, request: Request | undefined, expected: Overrides): MatcherResult;
  /** The template fails for the request, with an error of this kind if one is given. */
  toFailRendering(received: TemplateUnderTest, request?: Request, kind?: ErrorKind): MatcherResult;
  /** The linter finds nothing. */
  toLintClean(received: TemplateUnderTest, options?: LintOptions): MatcherResult;
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
  toRender(template: TemplateUnderTest, request: Request | undefined, expected: unknown): void;
  toOverride(template: TemplateUnderTest, request: Request | undefined, expected: Overrides): void;
  toFailRendering(template: TemplateUnderTest, request?: Request, kind?: ErrorKind): void;
  toLintClean(template: TemplateUnderTest, options?: LintOptions): void;
};
export function toRender(template: TemplateUnderTest, request: Request | undefined, expected: unknown): void;
export function toOverride(template: TemplateUnderTest, request: Request | undefined, expected: Overrides): void;
export function toFailRendering(template: TemplateUnderTest, request?: Request, kind?: ErrorKind): void;
export function toLintClean(template: TemplateUnderTest, options?: LintOptions): void;

/** The matchers on `expect`; name them in a declaration of your runner's `Matchers` to have them typed there. */
export interface VtlkitMatchers<R = unknown> {
  toRender(request: Request | undefined, expected: unknown): R;
  toOverride(request: Request | undefined, expected: Overrides): R;
  toFailRendering(request?: Request, kind?: ErrorKind): R;
  toLintClean(options?: LintOptions): R;
}
