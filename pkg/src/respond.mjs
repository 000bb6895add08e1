// The matcher for responses: what a case of `vtlkit test` can expect of them.
import { checkExpected, checkMembers, counted, isRecord } from "./checks.mjs";
import { differences, isAsymmetric, isRegExp, jsonDifferences, shown, textDifferences } from "./differences.mjs";

const BODY = ["text", "json", "subset", "bodySchema", "base64"];
const RESPONSE = ["status", "headers", ...BODY, "error", "integration"];
const INTEGRATION = ["method", "uri", "headers", ...BODY];

/** The matcher, over the function that holds bodies against schemas. */
export function responding(violations) {
  return function toRespond(received, ...given) {
    counted("toRespond", given, { least: 1, what: "what is expected of the response" });
    const [expected] = given;
    checkResult(received);
    checkExpectation(expected);
    const { response, gatewayResponse, integrationRequest: sent } = received;
    const holds = (schema, body) => violations(received, schema, body);
    const found = [
      ...value("status", expected.status, response.status),
      ...value("error", expected.error, gatewayResponse),
      ...headers("headers", expected.headers, response.headers),
      ...body("", expected, response, holds),
      ...integration(expected.integration, sent, holds),
    ];
    const whenFound = `the response is not to be ${shown(expected)}, and is`;
    return { pass: found.length === 0, message: () => (found.length === 0 ? whenFound : found.join("\n")) };
  };
}

function checkResult(received) {
  if (typeof received?.then === "function") throw new TypeError("a promise has no response: `await` it first");
  if (typeof received?.response?.status === "number") return;
  throw new TypeError(`\`toRespond\` is for the result of \`invoke\`, not for ${shown(received)}`);
}

function checkExpectation(expected) {
  if (!isRecord(expected)) throw new TypeError(`what is expected is an object with ${RESPONSE.join(", ")}`);
  checkMembers(expected, RESPONSE, "responses");
  if (Object.values(expected).every((it) => it === undefined)) throw new TypeError("nothing is expected");
  const { integration, ...others } = expected;
  checkValues(others, "");
  if (integration === undefined || integration === null) return;
  if (!isRecord(integration)) throw new TypeError("`integration` must be an object, or null if the endpoint must not be called");
  checkMembers(integration, INTEGRATION, "integration requests");
  checkValues(integration, "integration.");
}

function checkValues({ bodySchema, text, headers, ...others }, prefix) {
  for (const [name, value] of Object.entries(others)) {
    if (value !== undefined) checkExpected(value, prefix + name);
  }
  if (bodySchema !== undefined && typeof bodySchema !== "string" && !isRecord(bodySchema)) {
    throw new TypeError(`\`${prefix}bodySchema\` must be a schema or the name of a model`);
  }
  if (text !== undefined && typeof text !== "string" && !isRegExp(text) && !isAsymmetric(text)) {
    throw new TypeError(`\`${prefix}text\` must be a string or a RegExp`);
  }
  if (headers === undefined) return;
  if (!isRecord(headers)) throw new TypeError(`\`${prefix}headers\` must be an object of names and values`);
  checkExpected(headers, `${prefix}headers`);
}

/** A value that is no body. */
function value(what, expected, actual) {
  if (expected === undefined || differences(expected, actual).length === 0) return [];
  return [`${what} differs\n  - ${shown(expected)}\n  + ${shown(actual)}`];
}

/** Headers by name, whatever its case; one that is expected as `null` is not there. */
function headers(what, expected, actual) {
  const found = [];
  for (const [name, wanted] of Object.entries(expected ?? {})) {
    if (wanted === undefined) continue;
    const known = Object.keys(actual).find((it) => it.toLowerCase() === name.toLowerCase());
    const values = known === undefined ? [] : [actual[known]].flat();
    const holds = wanted === null ? values.length === 0 : values.some((it) => isHeader(wanted, it));
    if (!holds) found.push(`${what} differ: ${name}\n  - ${shown(wanted)}\n  + ${shown(values.length ? values.join(", ") : null)}`);
  }
  return found;
}

const isHeader = (wanted, value) =>
  differences(typeof wanted === "number" || typeof wanted === "boolean" ? String(wanted) : wanted, value).length === 0;

function body(prefix, expected, { body: actual, isBase64Encoded }, holds) {
  const { text, json, subset, bodySchema, base64 } = expected;
  const said = (name, lines) => (lines.length === 0 ? [] : [[`${prefix}${name}:`, ...lines].join("\n").replaceAll("\n", "\n  ")]);
  const bytes = value(`${prefix}base64`, base64, isBase64Encoded ? actual : base64Of(actual));
  if (isBase64Encoded) {
    const why = [`the body is not UTF-8, expect it with \`base64\`\n  + ${actual}`];
    return [...bytes, ...BODY.filter((name) => name !== "base64" && expected[name] !== undefined).flatMap((name) => said(name, why))];
  }
  return [
    ...(text === undefined ? [] : said("text", textDifferences(text, actual))),
    ...(json === undefined ? [] : said("json", jsonDifferences(json, actual))),
    ...(subset === undefined ? [] : said("subset", jsonDifferences(subset, actual, true))),
    ...(bodySchema === undefined ? [] : said("bodySchema", underSchema(holds(bodySchema, actual)))),
    ...bytes,
  ];
}

const base64Of = (text) => btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));

function underSchema(lines) {
  if (lines === undefined) throw new TypeError("`bodySchema` needs the result of `invoke` itself, not a copy of it");
  return lines;
}

function integration(expected, sent, holds) {
  if (expected === undefined) return [];
  if (expected === null) return sent ? [`the endpoint was called\n  + ${sent.method} ${sent.uri}`] : [];
  if (!sent) return ["the endpoint was not called"];
  return [
    ...value("integration.method", expected.method, sent.method),
    ...value("integration.uri", expected.uri, sent.uri),
    ...headers("integration.headers", expected.headers, sent.headers),
    ...body("integration.", expected, sent, holds),
  ];
}
