/** Panes 3, 4 and 6: what goes to the backend, what it answers, and what the client gets. */
import { useMemo } from 'preact/hooks';
import { Editor } from '../editor/Editor';
import { outputHover } from '../editor/hover';
import type { Mark } from '../editor/marks';
import type { Execution, HeaderObject, Mapping } from '../engine/types';
import { asAwsCli, asCurl } from '../model/commands';
import { bytes, isJsonType, jsonProblem } from '../model/json';
import { linesOf } from '../model/lines';
import { plainText } from '../model/prose';
import { jump, showInOutput, views, type Side } from '../state/actions';
import { lights, pieces, pointAtOutput } from '../state/link';
import { pasted } from '../state/pasted';
import { endsIn, failed, run, sentProblem, stale, stop } from '../state/run';
import { request, session, updateBackend } from '../state/store';
import { CopyButton, Prose, Select } from '../ui/widgets';
import { BrokenRequest } from './BrokenRequest';
import { Pane, type PaneProps } from './Pane';

/** Headers that may be folded away. */
function Headers({ headers }: { headers: HeaderObject }) {
  const lines = linesOf(headers, ':');
  const count = Object.keys(headers).length;
  return (
    <details class="headers">
      <summary>{count === 1 ? '1 header' : `${count} headers`}</summary>
      <pre>{lines}</pre>
    </details>
  );
}

/** A text that a template made: pointing at it lights up where it comes from. */
function Output({ side, text, label, mapping }: { side: Side; text: string; label: string; mapping: Mapping | undefined }) {
  const isMade = mapping?.output === text;
  const lit = lights[side].output.value;
  const marks = useMemo<Mark[]>(() => {
    const problem = text === '' ? undefined : jsonProblem(text);
    const broken: Mark[] = problem ? [{ start: problem.place[0], end: problem.place[1], kind: 'broken', title: problem.message }] : [];
    return isMade ? [...broken, ...lit] : broken;
  }, [text, isMade, lit]);
  const extensions = useMemo(() => (isMade ? outputHover(side) : []), [side, isMade]);
  const jumpTo = () => {
    const piece = pieces.peek()[0];
    if (piece && mapping) jump(side, mapping.index, piece.template[0], piece.template[1]);
  };
  return (
    <Editor
      label={label}
      language="json"
      value={text}
      marks={marks}
      extensions={extensions}
      onView={(view) => (views[side === 'request' ? 'sent' : 'received'] = view)}
      {...(isMade && { onPoint: (position: number | null) => pointAtOutput(side, position), onJump: jumpTo })}
    />
  );
}

type Shown = Pick<PaneProps, 'tone' | 'state' | 'stateTitle' | 'onState'>;

/** The state of a body, which is JSON where its content type says so. */
function jsonState(text: string, headers: HeaderObject | undefined, output: 'sent' | 'received'): Shown {
  if (text === '') return { tone: 'ok', state: 'no body', stateTitle: 'The body is empty' };
  const problem = jsonProblem(text);
  if (!problem) return { tone: 'ok', state: 'valid JSON', stateTitle: 'The body is valid JSON' };
  if (headers && !isJsonType(headers)) return { tone: 'ok', state: 'not JSON', stateTitle: 'The body is not JSON, and its content type does not say JSON' };
  return { tone: 'warning', state: 'invalid JSON', stateTitle: `Go to the syntax error: ${problem.message}`, onState: () => showInOutput(output, problem.place) };
}

/** Pane 3. */
export function BackendRequestPane() {
  const sent = run.value?.execution.integrationRequest;
  const isMock = session.value.route.integration === 'MOCK';
  const mocked = isMock ? run.value?.request?.output : undefined;
  const text = sent?.body ?? mocked ?? '';
  const state: Shown = sent || mocked !== undefined ? jsonState(text, sent?.headers, 'sent') : { tone: 'idle', state: run.value ? 'not sent' : 'waiting', stateTitle: 'Nothing is sent to the backend' };
  return (
    <Pane number={3} title="To the backend" {...state} meta={bytes(text)} dimmed={endsIn.value < 3 || stop.value !== undefined || stale.value}>
      {sent ? (
        <>
          <div class="bar">
            <code class="grow ellipsis" title={sent.uri}>
              {sent.method} {sent.uri}
            </code>
            <CopyButton label="curl" text={() => asCurl(sent)} />
            <CopyButton label="AWS CLI" text={() => asAwsCli(session.value.route, sent)} />
          </div>
          <Headers headers={sent.headers} />
        </>
      ) : (
        <div class="bar">
          <span class="grow note">{isMock ? 'A mock integration: the template sets the status, and nothing is sent' : 'Nothing is sent'}</span>
        </div>
      )}
      {/* With a key: it is the same whatever stands above it, and keeps its editor. */}
      <div key="output" class="fill">
        <Output side="request" text={text} label="Body to the backend" mapping={run.value?.request} />
      </div>
    </Pane>
  );
}

const FAILURES = ['', 'timeout', 'unreachable', 'forbidden'] as const;

/** Pane 4. */
export function BackendAnswerPane() {
  const { backend } = request.value;
  const ended = endsIn.value === 4;
  const isMock = session.value.route.integration === 'MOCK';
  const reached = endsIn.value >= 4;
  const chosen = run.value?.execution.trail.find((step) => step.step === 'selection');
  const answer = backend.failure === '' ? String(backend.status) : backend.failure;
  const state: Shown = ended
    ? { tone: 'error', state: 'stopped', stateTitle: 'The request ends here' }
    : isMock || !reached
      ? { tone: 'idle', state: isMock ? 'mock' : 'not called', stateTitle: isMock ? 'A mock integration has no backend' : 'The request does not reach the backend' }
      : sentProblem.value !== undefined
        ? { tone: 'warning', state: `${answer}, broken request`, stateTitle: 'A real backend would reject this request' }
        : { tone: backend.status < 400 ? 'ok' : 'warning', state: answer, stateTitle: 'The answer of the simulated backend' };
  return (
    <Pane number={4} title="Backend answers" {...state} meta={bytes(backend.body)} dimmed={!reached}>
      <div class="bar">
        <input
          class="status mono"
          aria-label="Status of the answer"
          inputMode="numeric"
          value={String(backend.status)}
          onInput={(event) => {
            const status = Number(event.currentTarget.value);
            if (Number.isInteger(status) && status >= 100 && status <= 599) updateBackend({ status });
          }}
        />
        <Select label="Outcome of the call" value={backend.failure} values={FAILURES} name={(value) => (value === '' ? 'answers' : value)} onChange={(failure) => updateBackend({ failure })} />
        <span class="grow note ellipsis" title={plainText(chosen?.reason ?? '')}>
          {chosen && <Prose text={`${chosen.decision}: ${chosen.reason}`} />}
        </span>
      </div>
      {reached && <BrokenRequest />}
      <details class="headers">
        <summary>Headers</summary>
        <textarea aria-label="Headers of the answer" class="mono" rows={3} spellcheck={false} value={backend.headers} onInput={(event) => updateBackend({ headers: event.currentTarget.value })} />
      </details>
      <div class="fill">
        <Editor label="Body of the answer" language="json" value={backend.body} placeholder="No body" marks={lights.response.input.value} onChange={(body) => updateBackend({ body })} onPasteAll={(text) => pasted('answer', text)} />
      </div>
      {ended && failed.value && (
        <p class="verdict error" role="status">
          <Prose text={failed.value.reason} />
        </p>
      )}
    </Pane>
  );
}

/** The state of what the client receives. */
function clientState(execution: Execution | undefined): Shown {
  if (!execution) return { tone: 'idle', state: 'waiting', stateTitle: 'There is no response yet' };
  const { status, body, headers } = execution.response;
  if (execution.gatewayResponse !== null) return { tone: 'error', state: String(status), stateTitle: 'The service responds instead of the backend' };
  const json = jsonState(body, headers, 'received');
  if (json.tone === 'warning') return { ...json, state: `${status}, ${json.state}` };
  if (sentProblem.value !== undefined && endsIn.value === 6) return { tone: 'warning', state: `${status}, broken request`, stateTitle: 'A real backend would have rejected the request' };
  return { tone: status >= 500 ? 'error' : status >= 400 ? 'warning' : 'ok', state: String(status), stateTitle: 'The status that the client receives' };
}

/** Pane 6. */
export function ClientResponsePane() {
  const execution = run.value?.execution;
  const response = execution?.response;
  const text = response?.body ?? '';
  const isGateway = execution?.gatewayResponse != null;
  const state = clientState(execution);
  return (
    <Pane number={6} title="Response to client" {...state} meta={bytes(text)} dimmed={stop.value !== undefined || stale.value}>
      <div class="bar">
        <span class="grow note ellipsis" title={plainText(failed.value?.reason ?? '')}>
          {isGateway ? `Gateway response ${execution.gatewayResponse}` : 'As the client receives it'}
        </span>
        <CopyButton text={() => text} />
      </div>
      {!isGateway && <BrokenRequest />}
      {response && <Headers headers={response.headers} />}
      {/* With a key: it is the same whatever stands above it, and keeps its editor. */}
      <div key="output" class="fill">
        <Output side="response" text={text} label="Body to the client" mapping={run.value?.response} />
      </div>
    </Pane>
  );
}
