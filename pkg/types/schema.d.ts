import type { Place, WasmSource } from "./index.js";

export { VtlkitError } from "./index.js";

/** Loads the WebAssembly module; the same function as `init` of `vtlkit`. Required in browsers, optional in Node. */
export function init(source?: WasmSource): Promise<void>;

/** A message of the service's validator, with the position of the value in the body. */
export interface ValidationMessage extends Partial<Place> {
  message: string;
  level: "error" | "warning";
  keyword?: string;
  /** The JSON pointer of the value in the body. */
  pointer?: string;
}

export interface Verdict {
  /** Whether the request is accepted. */
  valid: boolean;
  messages: ValidationMessage[];
  /** The list of messages as the service logs it. */
  log?: string;
  /** Why the validator itself fails; the service responds with status 500. */
  error?: string;
}

/** A request model. */
export class Schema {
  /** @throws {VtlkitError} of the kind `model`, if the model is invalid JSON */
  constructor(model: string | object);
  /** What the service would reject in the model; empty for a valid one. */
  readonly refusals: (Place & { message: string; pointer: string })[];
  /**
   * The service's verdict on a body.
   *
   * @param body its text; any other value is converted to its JSON text
   */
  validate(body: unknown): Verdict;
  /** Frees its memory now. Otherwise the garbage collector does so eventually. */
  free(): void;
}

/**
 * Compiles a model: JSON Schema draft 4, as API Gateway reads it.
 *
 * @example
 * const model = compile({ type: "object", required: ["id"] });
 * model.validate({}).log; // '[object has missing required properties (["id"])]'
 */
export function compile(model: string | object): Schema;
