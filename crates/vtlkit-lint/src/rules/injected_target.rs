//! Client-controlled values in the target of a call or in a query expression.

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

A value controlled by the client in the name of a table, queue, topic, stream, function or state machine, in a
DynamoDB expression or in an SQL statement, unless the model restricts it to a list of values.

# Why it matters

The client chooses the resource that is accessed with the API's role, or injects code into the query.

# Example

```vtl,bad
{"TableName": "$util.escapeJavaScript($input.params('table')).replaceAll("\\'", "'")", "Limit": 10}
```

# Use instead

Take names from the definition, and use client values only as parameters:

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
