/** The examples of the repository, as the page shows them. */
import folders from 'virtual:examples';
import { engine } from '../engine/client';
import { notify } from '../state/notices';
import { replace, undo } from '../state/store';
import type { Session } from '../state/session';
import { firstSession } from './first';
import { sessionOf } from './import';

export interface Example {
  id: string;
  title: string;
  /** What it shows, in a few words. */
  text: string;
  /** The kind of backend, by which examples are grouped. */
  backend: string;
  session: () => Promise<Session>;
}

const BACKENDS: [RegExp, string][] = [
  [/dynamodb/, 'DynamoDB'],
  [/kinesis/, 'Kinesis'],
  [/sqs/, 'SQS'],
  [/states|step-?functions/, 'Step Functions'],
  [/events|eventbridge/, 'EventBridge'],
  [/redshift/, 'Redshift'],
  [/s3/, 'S3'],
  [/lambda/, 'Lambda'],
  [/mock/, 'Mock'],
];

const DEFINITION = /(^|\/)(openapi|template|api|swagger)\.(ya?ml|json)$/;

function example({ id, files, cases: _ }: (typeof folders)[number]): Example[] {
  const name = Object.keys(files).find((name) => DEFINITION.test(name));
  const text = name === undefined ? undefined : files[name];
  if (name === undefined || text === undefined) return [];
  const backend = BACKENDS.find(([pattern]) => pattern.test(id) || pattern.test(text))?.[1] ?? 'Others';
  const load = async () => {
    const { apis } = await engine.call('readApi', [name, text]);
    const [api] = apis;
    const route = api?.routes[0];
    if (!api || !route) throw new Error(`there are no routes in ${name}`);
    return sessionOf(api, route);
  };
  return [{ id, title: id, text: '', backend, session: load }];
}

/** All examples, by backend. */
export const examples: Example[] = [
  { id: 'first', title: 'Store an order', text: 'a model, a loop, one planted problem', backend: 'DynamoDB', session: () => Promise.resolve(firstSession()) },
  ...folders.flatMap(example),
].sort((one, other) => one.backend.localeCompare(other.backend));

/** Opens an example in place of the session that is there. */
export async function openExample(example: Example): Promise<void> {
  try {
    replace(`opening “${example.title}”`, await example.session());
    notify(`Opened “${example.title}”`, { action: { label: 'Back to what I had', run: undo } });
  } catch (error) {
    notify(`The example cannot be opened: ${error instanceof Error ? error.message : String(error)}`, { tone: 'error' });
  }
}
