// @ts-check
/** Links that open the playground on an example. The fragments are those that the playground makes itself. */
import { deflateRawSync } from 'node:zlib';

const JSON_HEADER = 'Content-Type: application/json';

/** A fragment with a value in it: JSON, deflated, in base64url. @param {string} version @param {unknown} value */
const fragment = (version, value) => `#${version}.${deflateRawSync(JSON.stringify(value)).toString('base64url')}`;

/** The headers of a request, a line each. @param {Record<string, string>} headers */
const lines = (headers) => [JSON_HEADER, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\n');

/**
 * A template with a request for it.
 * @param {string} name
 * @param {string} template
 * @param {{ body?: string, querystring?: Record<string, string>, headers?: Record<string, string> }} request
 */
export function templateLink(name, template, { body = '', querystring = {}, headers = {} }) {
  const query = new URLSearchParams(querystring).toString();
  return fragment('1', {
    name,
    route: { stageVariables: 'table=users\ntenant=acme' },
    requestTemplates: [{ contentType: 'application/json', text: template }],
    responses: [{ text: "$input.json('$')\n" }],
    requests: [{ name: 'Request', method: 'POST', target: query ? `/?${query}` : '/', headers: lines(headers), body }],
  });
}

/**
 * A file with a definition, or with templates in it.
 * @param {string} name
 * @param {string} text
 */
export const fileLink = (name, text) => fragment('file', { name, text });
