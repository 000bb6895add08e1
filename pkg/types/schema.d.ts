import type { Place, WasmSource } from "./index.js";

export { VtlkitError } from "./index.js";

/** Loads the engine; it is the `init` of `vtlkit`. Browsers have to wait for it; Node need not call it. */
export function init(source?: WasmSource): Promise<void>;

/** A message of the service's validator, with the value of the body it is about. */
export interface ValidationMessage extends Partial<Place> {
  message: string;
  level: "error" | "warning";
  keyword?: string;
  /** The JSON pointer of the value in the body. */
  pointer?: string;
}

export interface Verdict {
  /** Whether the request goes on. */
  valid: boolean;
  messages: ValidationMessage[];
  /** The list as the service writes it to its log. */
  log?: string;
  /** Why the validator itself fails, which the service answers with status 500. */
  error?: string;
}

/** A request model. */
export class Schema {
  /** @throws {VtlkitError} of the kind `model`, where the model is no JSON */
  constructor(model: string | object);
  /** What the service would refuse in the model; empty for one that it takes. */
  readonly refusals: (Place & { message: string; pointer: string })[];
  /**
   * The service's verdict on a body.
   *
   * @param body its text; any other value stands for its JSON text
   */
  validate(body: unknown): Verdict;
  /** Gives its memory back. Without it the garbage collector does so in its time. */
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
