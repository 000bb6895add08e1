/** What the engine gives, and what the page makes of it. Offsets are UTF-16 code units into the text. */

import type { Trace } from 'vtlkit';
import type { ApiSummary, Extracted, Invocation } from 'vtlkit/api';
import type { NamedRequest } from '../state/session';

/** A request as a template sees it. */
export interface TemplateRequest {
  body?: string;
  headers?: Record<string, string>;
  querystring?: Record<string, string>;
  path?: Record<string, string>;
  stageVariables?: Record<string, string>;
  context?: Record<string, unknown>;
}

export type Range = [start: number, end: number];

export type { Catalog, Diagnostic, Member, Node, Round, Trace } from 'vtlkit';
export type { ApiSummary, DefinitionOptions, Extracted, RouteSummary } from 'vtlkit/api';
export type Execution = Invocation;

/** What a definition holds, with notes in words. */
export interface ReadDefinition {
  apis: ApiSummary[];
  templates: Extracted[];
  errors: string[];
  missing: string[];
  unknown: string[];
  files: string[];
}

/** A text in place of a range. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

export type HeaderObject = Record<string, string | string[]>;

/** An error with its place in the template. */
export interface Failure {
  kind: string;
  message: string;
  help?: string;
  start?: number;
  end?: number;
  line?: number;
  column?: number;
}

/** One template as it was rendered in a run. */
export interface Mapping {
  /** The index among the session's templates or responses. */
  index: number;
  text: string;
  request: TemplateRequest;
  output?: string;
  trace?: Trace;
  error?: Failure;
  /** How long the render took, in milliseconds; not known of the first one, during which the browser compiles the engine. */
  millis?: number;
}

/** A whole run of a session. */
export interface Run {
  execution: Execution;
  request?: Mapping;
  response?: Mapping;
}

/** One variant of a request that was tried. */
export interface Attempt {
  /** What was changed, such as `$.name`, and into what. */
  where: string;
  change: string;
  side: 'request' | 'response';
  /** `unjudged`: neither of its outputs should be JSON. */
  verdict: 'safe' | 'refused' | 'broken' | 'unjudged';
  /** What broke. */
  problem: string;
  output: string;
  /** Where in the output it is broken. */
  place?: Range;
  /** The changed part, to be loaded: a whole body, or a target and headers. */
  body?: string;
  target?: string;
  headers?: string;
}

/** What an attack found. */
export interface Attacked {
  /** Why the request that is shown is not a sound base: a step fails, or an output is broken without any change. */
  problem?: string;
  /** The request that the variants change, which is sound; without one nothing is tried. */
  base?: NamedRequest;
  attempts: Attempt[];
}
