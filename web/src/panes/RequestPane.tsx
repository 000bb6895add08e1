/** Pane 1: what the client sends, and what the method expects. */
import { computed } from '@preact/signals';
import { shownInPart } from '../editor/diagnostics';
import { Editor } from '../editor/Editor';
import { bytes } from '../model/json';
import { views } from '../state/actions';
import { lights } from '../state/link';
import { goTo, requestTab, type RequestTab } from '../state/layout';
import { notify } from '../state/notices';
import { pasted } from '../state/pasted';
import { endsIn, failed, routeFindings, run } from '../state/run';
import { METHODS, VALIDATIONS, type Route } from '../state/session';
import { change, request, session, undo, updateRequest, updateRoute } from '../state/store';
import { Field, Prose, Select, Tabs } from '../ui/widgets';
import { Pane, type PaneProps } from './Pane';
import { Authorizer } from './Authorizer';
import { RequestMenu } from './RequestMenu';

const TABS = [
  { id: 'body', label: 'Body' },
  { id: 'headers', label: 'Headers' },
  { id: 'stage', label: 'Stage' },
  { id: 'context', label: 'Context' },
  { id: 'authorizer', label: 'Authorizer' },
  { id: 'model', label: 'Model' },
] as const satisfies { id: RequestTab; label: string }[];

function Body() {
  return (
    <Editor
      label="Request body"
      language="json"
      value={request.value.body}
      placeholder="No body"
      marks={lights.request.input.value}
      onChange={(body) => updateRequest({ body })}
      onPasteAll={(text) => pasted('body', text)}
    />
  );
}

/** What is wrong in the model, at its places. */
const shownInModel = computed(() => routeFindings.value.flatMap(shownInPart));

function Model() {
  const { route } = session.value;
  return (
    <div class="split-form">
      <div class="fields">
        <Field label="Validate">
          <Select label="Validate" value={route.validate} values={VALIDATIONS} onChange={(validate) => updateRoute({ validate })} />
        </Field>
        <Field label="Required parameters">
          <input value={route.required.replaceAll('\n', ', ')} placeholder="querystring.q, header.X-Id" onInput={(event) => updateRoute({ required: event.currentTarget.value.split(/\s*,\s*/).join('\n') })} />
        </Field>
      </div>
      <Editor
        label="Model of the body"
        language="json"
        value={route.model}
        placeholder="JSON Schema, draft 4"
        diagnostics={shownInModel.value}
        onChange={(model) => updateRoute({ model })}
        onView={(view) => (views.model = view)}
      />
    </div>
  );
}

function Content() {
  const current = request.value;
  switch (requestTab.value) {
    case 'body':
      return <Body />;
    case 'headers':
      return <Editor label="Request headers" language="text" value={current.headers} placeholder="Name: value" onChange={(headers) => updateRequest({ headers })} />;
    case 'stage':
      return <Editor label="Stage variables" language="text" value={session.value.route.stageVariables} placeholder="name=value" onChange={(stageVariables) => updateRoute({ stageVariables })} />;
    case 'context':
      return <Editor label="Members of $context" language="json" value={current.context} placeholder={'{"identity": {"sourceIp": "203.0.113.7"}}\nMembers that are not given get sample values.'} onChange={(context) => updateRequest({ context })} />;
    case 'authorizer':
      return <Authorizer />;
    case 'model':
      return <Model />;
  }
}

/** Which part of the validation goes with a step that refused the request. */
const LEFT: Record<string, { body: Route['validate']; parameters: Route['validate'] }> = {
  all: { body: 'parameters', parameters: 'body' },
  body: { body: 'none', parameters: 'body' },
  parameters: { body: 'parameters', parameters: 'none' },
};

/** Why the request ends here, and the ways on: the model, or no validation. */
function Refused({ step, reason }: { step: string; reason: string }) {
  const of = step === 'body validation' ? 'body' : step === 'parameter validation' ? 'parameters' : undefined;
  const left = of && LEFT[session.value.route.validate]?.[of];
  const show = () => {
    requestTab.value = 'model';
    goTo(1, of === 'body' ? '.cm-editor' : '.fields');
  };
  const stopValidating = () => {
    if (!left) return;
    change('no validation', () => updateRoute({ validate: left }));
    notify(of === 'body' ? 'The body is no longer validated.' : 'The parameters are no longer validated.', { action: { label: 'Undo', run: undo } });
  };
  const showAuthorizer = () => {
    requestTab.value = 'authorizer';
    goTo(1, '.fields');
  };
  return (
    <div class="verdict error refused">
      <p role="status">
        <Prose text={reason} />
      </p>
      {left !== undefined && (
        <p class="verdict-actions">
          <button type="button" onClick={stopValidating}>
            Do not validate
          </button>
          <button type="button" onClick={show}>
            {of === 'body' ? 'Show the model' : 'Show the required parameters'}
          </button>
        </p>
      )}
      {step === 'authorization' && (
        <p class="verdict-actions">
          <button type="button" onClick={showAuthorizer}>
            Show the authorizer
          </button>
        </p>
      )}
    </div>
  );
}

function stateOf(route: Route, step: string | undefined): Pick<PaneProps, 'tone' | 'state' | 'stateTitle'> {
  if (step !== undefined) return { tone: 'error', state: step, stateTitle: 'The request ends at this step' };
  if (!run.value) return { tone: 'idle', state: 'waiting', stateTitle: 'It has not run yet' };
  const checksBody = route.model !== '' && ['body', 'all'].includes(route.validate);
  const checksParameters = ['parameters', 'all'].includes(route.validate);
  if (checksBody || checksParameters) return { tone: 'ok', state: 'valid', stateTitle: 'The method accepts the request' };
  return { tone: 'ok', state: 'not validated', stateTitle: 'The method validates neither body nor parameters' };
}

export function RequestPane() {
  const { route } = session.value;
  const current = request.value;
  const refusal = endsIn.value === 1 ? failed.value : undefined;
  return (
    <Pane number={1} title="Request" {...stateOf(route, refusal?.step)} meta={bytes(current.body)}>
      <div class="bar">
        <RequestMenu />
      </div>
      <div class="bar">
        <Select label="Method" value={current.method} values={METHODS.filter((method) => method !== 'ANY')} onChange={(method) => updateRequest({ method })} />
        <input class="grow mono" aria-label="Path and query string" value={current.target} spellcheck={false} onInput={(event) => updateRequest({ target: event.currentTarget.value })} />
      </div>
      <Tabs label="Parts of the request" tabs={TABS} active={requestTab.value} onSelect={(tab) => (requestTab.value = tab)} panel="request-part" />
      <div class="fill" id="request-part" role="tabpanel" aria-labelledby={`request-part-${requestTab.value}`}>
        <Content />
      </div>
      {refusal && <Refused step={refusal.step} reason={refusal.reason} />}
    </Pane>
  );
}
