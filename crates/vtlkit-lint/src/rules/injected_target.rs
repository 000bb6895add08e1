//! Clients that choose what a call acts on.

use vtlkit_text::Severity;

use crate::rule::{Check, Group, Rule, docs};
use vtlkit_predict::ViolationKind;

pub(super) static RULE: Rule = Rule {
    name: "injected-target",
    group: Group::Security,
    severity: Severity::Warning,
    docs: docs(
        r#"
# What it flags

A value of the client in the name of a table, queue, topic, stream, function or state machine, or in an expression of
DynamoDB or a statement of SQL, unless the model lists the values it can have.

# Why it matters

The client chooses what the API's own role acts on, or writes a part of the query.

# Example

```vtl,bad
{"TableName": "$util.escapeJavaScript($input.params('table')).replaceAll("\\'", "'")", "Limit": 10}
```

# Use instead

A value of the definition, and values of the client only where values go:

```vtl,good
{
  "TableName": "$stageVariables.table",
  "KeyConditionExpression": "pk = :pk",
  "ExpressionAttributeValues": {":pk": {"S": "$util.escapeJavaScript($input.params('pk')).replaceAll("\\'", "'")"}}
}
```
"#,
    ),
    check: Check::Output(ViolationKind::InjectedTarget),
};
