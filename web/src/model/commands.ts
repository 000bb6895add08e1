/** The integration request as a command. */
import type { Execution } from '../engine/types';
import type { Route } from '../state/session';
import { linesOf } from './lines';

type Sent = NonNullable<Execution['integrationRequest']>;

/** A text as one word of a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A `curl` command. AWS services want it signed, which the option for it does with the keys of the environment. */
export function asCurl(sent: Sent): string {
  const host = /^https:\/\/([\w-]+)\.([\w-]+)\.amazonaws\.com/.exec(sent.uri);
  const headers = linesOf(sent.headers, ':')
    .split('\n')
    .filter((line) => !/^(host|content-length|x-amzn-|user-agent)/i.test(line));
  return [
    `curl -X ${sent.method} ${quoted(sent.uri)}`,
    ...(host ? [`--aws-sigv4 ${quoted(`aws:amz:${host[2]}:${host[1]}`)} --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`] : []),
    ...headers.map((line) => `-H ${quoted(line)}`),
    ...(sent.body === '' ? [] : [`--data-raw ${quoted(sent.body)}`]),
  ].join(' \\\n  ');
}

function kebab(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

/** A command of the AWS CLI for an action of a service; `curl` for what is none. */
export function asAwsCli(route: Route, sent: Sent): string {
  const [, service, action] = /:apigateway:[\w-]*:([\w-]+):action\/(\w+)/.exec(route.uri) ?? [];
  if (service === undefined || action === undefined) return asCurl(sent);
  const names: Record<string, string> = { states: 'stepfunctions', 'redshift-data': 'redshift-data' };
  return `aws ${names[service] ?? service} ${kebab(action)} --cli-input-json ${quoted(sent.body)}`;
}
