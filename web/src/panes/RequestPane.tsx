/** Pane 1: what the client sends, and what the method expects. */
import { computed } from '@preact/signals';
import { shownInPart } from '../editor/diagnostics';
import { Editor } from '../editor/Editor';
import { bytes } from '../model/json';
import { views } from '../state/actions';
import { lights } from '../state/link';
import { requestTab, type RequestTab } from '../state/layout';
import { endsIn, failed, routeFindings } from '../state/run';
import { METHODS, VALIDATIONS } from '../state/session';
import { request, session, updateRequest, updateRoute } from '../state/store';
import { Field, Select, Tabs } from '../ui/widgets';
import { Pane } from './Pane';
import { RequestMenu } from './RequestMenu';

const TABS = [
  { id: 'body', label: 'Body' },
  { id: 'headers', label: 'Headers' },
  { id: 'stage', label: 'Stage' },
  { id: 'context', label: 'Context' },
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
      return <Editor label="Members of $context" language="json" value={current.context} placeholder={'{"identity": {"sourceIp": "203.0.113.7"}}\nWhat is not given is made up.'} onChange={(context) => updateRequest({ context })} />;
    case 'model':
      return <Model />;
  }
}

export function RequestPane() {
  const { route } = session.value;
  const current = request.value;
  const ended = endsIn.value === 1;
  return (
    <Pane number={1} title="Request" tone={ended ? 'error' : 'ok'} state={ended ? (failed.value?.step ?? 'stopped') : route.validate === 'none' || route.model === '' ? 'let through' : 'valid'} meta={bytes(current.body)}>
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
      {ended && failed.value && (
        <p class="verdict error" role="status">
          {failed.value.reason}
        </p>
      )}
    </Pane>
  );
}
