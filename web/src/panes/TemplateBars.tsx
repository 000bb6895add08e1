/** The bars above the templates: which one is shown, and the settings around it. */
import { run } from '../state/run';
import { routeOpen, selectionOpen } from '../state/layout';
import { CONTENT_HANDLING, emptyResponse, INTEGRATION_TYPES, METHODS, PASSTHROUGH, type ContentHandling, type Route } from '../state/session';
import { change, session, shownResponse, shownTemplate, update, updateResponse, updateRoute } from '../state/store';
import { notify } from '../state/notices';
import { MOST_ITEMS } from '../state/parse';
import { Field, Select } from '../ui/widgets';
import { MediaType } from './MediaType';

function handlingName(handling: ContentHandling): string {
  return handling === '' ? 'unchanged' : handling;
}

const COMMON = ['application/json', 'application/x-www-form-urlencoded', 'text/plain', 'application/xml'];

/** A content type that has no template yet. */
function unusedType(taken: string[]): string {
  return COMMON.find((type) => !taken.includes(type)) ?? `application/x-${taken.length + 1}`;
}

function Settings({ route }: { route: Route }) {
  const isMock = route.integration === 'MOCK';
  return (
    <div class="fields settings">
      <Field label="Resource">
        <span class="pair">
          <Select label="Method of the resource" value={route.method} values={METHODS} onChange={(method) => updateRoute({ method })} />
          <input class="mono" aria-label="Path of the resource" value={route.path} spellcheck={false} onInput={(event) => updateRoute({ path: event.currentTarget.value })} />
        </span>
      </Field>
      <Field label="Integration">
        <span class="pair">
          <Select label="Integration type" value={route.integration} values={INTEGRATION_TYPES} onChange={(integration) => updateRoute({ integration })} />
          <input aria-label="Integration URI" class="mono" disabled={isMock} value={isMock ? '' : route.uri} spellcheck={false} onInput={(event) => updateRoute({ uri: event.currentTarget.value })} />
        </span>
      </Field>
      <Field label="Passthrough">
        <Select label="Passthrough behavior" value={route.passthrough} values={PASSTHROUGH} onChange={(passthrough) => updateRoute({ passthrough })} />
      </Field>
      <Field label="Content handling">
        <Select label="Content handling of the request" value={route.contentHandling} values={CONTENT_HANDLING} name={handlingName} onChange={(contentHandling) => updateRoute({ contentHandling })} />
      </Field>
      <Field label="Binary media types">
        <input class="mono" value={route.binaryTypes.replaceAll('\n', ', ')} placeholder="image/png, application/octet-stream" spellcheck={false} onInput={(event) => updateRoute({ binaryTypes: event.currentTarget.value.split(/\s*,\s*/).join('\n') })} />
      </Field>
      <Field label="Request parameters" hint="integration.request.header.X: method.request.header.X">
        <textarea class="mono" rows={2} spellcheck={false} value={route.parameters} onInput={(event) => updateRoute({ parameters: event.currentTarget.value })} />
      </Field>
    </div>
  );
}

/** Above the request template: its content type, and the integration behind it. */
export function RequestTemplateBar() {
  const open = routeOpen;
  const { requestTemplates, route } = session.value;
  const index = shownTemplate.value;
  const add = () => {
    if (requestTemplates.length >= MOST_ITEMS) return notify(`There are ${MOST_ITEMS} templates already: remove one first.`, { tone: 'error' });
    const contentType = unusedType(requestTemplates.map((one) => one.contentType));
    change('the new template', () => {
      update({ requestTemplates: [...requestTemplates, { contentType, text: '' }] });
      shownTemplate.value = requestTemplates.length;
    });
  };
  const rename = (contentType: string) => update({ requestTemplates: requestTemplates.map((old, at) => (at === index ? { ...old, contentType } : old)) });
  const remove = () =>
    change('removing a template', () => {
      update({ requestTemplates: requestTemplates.filter((_, at) => at !== index) });
      shownTemplate.value = 0;
    });
  return (
    <>
      <div class="bar">
        {requestTemplates.length > 1 && (
          <select aria-label="Request template shown" value={String(index)} onChange={(event) => (shownTemplate.value = Number(event.currentTarget.value))}>
            {requestTemplates.map(({ contentType }, at) => (
              <option key={at} value={String(at)}>
                {contentType}
                {run.value?.request?.index === at ? ' (used)' : ''}
              </option>
            ))}
          </select>
        )}
        <MediaType
          key={index}
          label="Content type of the template"
          value={requestTemplates[index]?.contentType ?? ''}
          taken={requestTemplates.filter((_, at) => at !== index).map(({ contentType }) => contentType)}
          onChange={rename}
        />
        <button type="button" class="quiet" onClick={add} aria-label="Add a template" title="Adds a template for another content type">
          Add
        </button>
        {requestTemplates.length > 1 && (
          <button type="button" class="quiet" aria-label="Remove this template" onClick={remove}>
            Remove
          </button>
        )}
        <button type="button" class="quiet" aria-expanded={open.value} title="The resource and the integration" onClick={() => (open.value = !open.value)}>
          Route
        </button>
      </div>
      {open.value && <Settings route={route} />}
    </>
  );
}

/** Above the response template: which answers it is for. */
export function ResponseBar() {
  const open = selectionOpen;
  const { responses } = session.value;
  const index = shownResponse.value;
  const response = responses[index];
  const add = () => {
    if (responses.length >= MOST_ITEMS) return notify(`There are ${MOST_ITEMS} responses already: remove one first.`, { tone: 'error' });
    change('the new response', () => {
      update({ responses: [...responses, { ...emptyResponse(), pattern: '4\\d{2}', status: '400', text: '{"message": "refused"}\n' }] });
      shownResponse.value = responses.length;
    });
  };
  const remove = () =>
    change('removing a response', () => {
      update({ responses: responses.filter((_, at) => at !== index) });
      shownResponse.value = 0;
    });
  if (!response) return null;
  return (
    <>
      <div class="bar">
        <select class="grow" aria-label="Integration response shown" value={String(index)} onChange={(event) => (shownResponse.value = Number(event.currentTarget.value))}>
          {responses.map(({ pattern, status }, at) => (
            <option key={at} value={String(at)}>
              {pattern === '' ? 'default' : pattern} → {status}
              {run.value?.response?.index === at ? ' (chosen)' : ''}
            </option>
          ))}
        </select>
        <button type="button" class="quiet" onClick={add} aria-label="Add a response" title="Adds a response for other answers of the backend">
          Add
        </button>
        {responses.length > 1 && (
          <button type="button" class="quiet" aria-label="Remove this response" onClick={remove}>
            Remove
          </button>
        )}
        <button type="button" class="quiet" aria-expanded={open.value} title="Selects the answers that the response applies to" onClick={() => (open.value = !open.value)}>
          Selection
        </button>
      </div>
      {open.value && (
        <div class="fields settings">
          <Field label="Pattern">
            <input class="mono" value={response.pattern} placeholder="the default" spellcheck={false} onInput={(event) => updateResponse({ pattern: event.currentTarget.value })} />
          </Field>
          <Field label="Status">
            <input class="mono" value={response.status} inputMode="numeric" onInput={(event) => updateResponse({ status: event.currentTarget.value })} />
          </Field>
          <Field label="Content type">
            <MediaType label="Content type of the response" value={response.contentType} taken={[]} onChange={(contentType) => updateResponse({ contentType })} />
          </Field>
          <Field label="Content handling">
            <Select label="Content handling of the response" value={response.contentHandling} values={CONTENT_HANDLING} name={handlingName} onChange={(contentHandling) => updateResponse({ contentHandling })} />
          </Field>
          <Field label="Response parameters" hint="method.response.header.X: integration.response.header.X">
            <textarea class="mono" rows={2} spellcheck={false} value={response.parameters} onInput={(event) => updateResponse({ parameters: event.currentTarget.value })} />
          </Field>
        </div>
      )}
    </>
  );
}
