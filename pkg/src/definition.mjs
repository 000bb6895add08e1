import { atMost, crossing, isOpaque, json, utf8 } from "./arguments.mjs";
import { Handle } from "./handle.mjs";

/** Definitions that are read once and take many requests, in the instances of an engine. */
export function definitions(engine) {
  /** What each result came from. */
  const origins = new WeakMap();

  class Definition {
    #handle;
    #origin;

    /** What is read: the name of the file, its text, and the options as JSON text. */
    constructor(read, origin) {
      this.#origin = origin ?? this;
      this.#handle = new Handle(engine, this, "release_definition", () => engine.call("load", ...read));
    }

    invoke(call) {
      atMost("invoke", ["call"], arguments);
      const { backend, request } = parts(call);
      if (typeof backend !== "function") return this.#run("invoke", { ...request, backend });
      const reached = this.#run("ask", request);
      if (reached.asked === undefined) return reached;
      return this.#run("invoke", { ...request, backend: given(backend(reached.asked)) });
    }

    async invokeAsync(call) {
      atMost("invokeAsync", ["call"], arguments);
      const { backend, request } = parts(call);
      if (typeof backend !== "function") return this.#run("invoke", { ...request, backend });
      const reached = this.#run("ask", request);
      if (reached.asked === undefined) return reached;
      return this.#run("invoke", { ...request, backend: given(await backend(reached.asked)) });
    }

    attack(calls) {
      atMost("attack", ["calls"], arguments);
      const given = (Array.isArray(calls) ? calls : [calls]).map((call) => {
        const { backend, request } = parts(call);
        if (typeof backend === "function") throw new TypeError("the `backend` of an attack is an answer, not a function");
        return { ...request, backend };
      });
      return JSON.parse(engine.call("attack_api", this.#handle.number(), json(given, "calls")));
    }

    #run(how, call) {
      const [given, body] = crossing(call, "call");
      const result = JSON.parse(engine.call(how, this.#handle.number(), given, utf8(body)));
      origins.set(result, { definition: this.#origin, apiName: call.apiName });
      return result;
    }

    /** What is wrong with a body under a schema, or under the model of this name. */
    violations(apiName, schema, body) {
      const written = json(schema, "bodySchema");
      return JSON.parse(engine.call("violations", this.#handle.number(), apiName, written, body));
    }

    free() {
      this.#handle.free();
    }
  }

  return {
    Definition,
    /** A definition for one call. What is asked about its result later has the file read again. */
    forOnce(read) {
      return new Definition(read, {
        violations(...about) {
          const again = new Definition(read);
          try {
            return again.violations(...about);
          } finally {
            again.free();
          }
        },
      });
    },
    /** What is wrong with a body of this result under a schema or a model; nothing is known of another object. */
    violations(result, schema, body) {
      const origin = origins.get(result);
      return origin?.definition.violations(origin.apiName, schema, body);
    },
  };
}

/** A call, without the backend and with it. */
function parts(call) {
  if (typeof call !== "object" || call === null || Array.isArray(call) || isOpaque(call)) {
    throw new TypeError("a call is an object with `method` and `path`");
  }
  const { backend, ...request } = call;
  return { backend, request: { ...request, time: request.time ?? Date.now() } };
}

/** What a backend that is a function gave. */
function given(answer) {
  if (typeof answer?.then === "function") {
    answer.then(undefined, () => {});
    throw new TypeError("`backend` gives a promise: `invokeAsync` waits for it");
  }
  if (typeof answer === "object" && answer !== null) return answer;
  throw new TypeError(`\`backend\` gives an object with \`status\`, \`headers\` and \`body\`, or \`error\`, not ${answer}`);
}
