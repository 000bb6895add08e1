/** What the method asks of its callers, and what its authorizer decides about this request. */
import { Editor } from '../editor/Editor';
import { AUTHORIZATIONS, DECISIONS, type AuthorizerChoice, type Route } from '../state/session';
import { request, session, updateRequest, updateRoute } from '../state/store';
import { Empty, Field, Select } from '../ui/widgets';

const AUTHORIZATION_NAMES: Record<Route['authorization'], string> = {
  NONE: 'none',
  CUSTOM: 'Lambda authorizer',
  COGNITO_USER_POOLS: 'Cognito user pool',
  AWS_IAM: 'AWS_IAM',
};

const DECISION_NAMES: Record<AuthorizerChoice['decision'], string> = {
  '': 'by identity',
  allow: 'allow',
  deny: 'deny',
  unauthorized: 'unauthorized',
  failure: 'failure',
};

export function Authorizer() {
  const { route } = session.value;
  const { authorizer } = request.value;
  const update = (change: Partial<AuthorizerChoice>) => updateRequest({ authorizer: { ...authorizer, ...change } });
  const isGuarded = route.authorization !== 'NONE';
  const takesMembers = isGuarded && (authorizer.decision === 'allow' || authorizer.decision === 'deny');
  return (
    <div class="split-form">
      <div class="fields">
        <Field label="Authorization of the method">
          <Select label="Authorization" value={route.authorization} values={AUTHORIZATIONS} name={(one) => AUTHORIZATION_NAMES[one]} onChange={(authorization) => updateRoute({ authorization })} />
        </Field>
        {isGuarded && (
          <Field label="Decision about this request">
            <Select label="Decision" value={authorizer.decision} values={DECISIONS} name={(one) => DECISION_NAMES[one]} onChange={(decision) => update({ decision })} />
          </Field>
        )}
        {isGuarded && route.authorization !== 'AWS_IAM' && (
          <Field label="Identity source">
            <input class="mono" value={route.identitySource} spellcheck={false} onInput={(event) => updateRoute({ identitySource: event.currentTarget.value })} />
          </Field>
        )}
      </div>
      {takesMembers ? (
        <Editor
          label="Members of $context.authorizer"
          language="json"
          value={authorizer.context}
          placeholder={'{"principalId": "user-1"}\nThe context that the authorizer adds, as a JSON object.'}
          onChange={(context) => update({ context })}
        />
      ) : (
        <Empty>{isGuarded ? 'A request is allowed if it has the identity that the method requires, unless a decision is set.' : 'The method is open to everyone.'}</Empty>
      )}
    </div>
  );
}
