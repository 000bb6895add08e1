/** What a first visit opens on: a DynamoDB mapping with one problem in it. */
import { emptyResponse, emptyRoute, type Session } from '../state/session';

const TEMPLATE = `#set($order = $input.path('$'))
{
  "TableName": "$stageVariables.table",
  "Item": {
    "PK": {"S": "ORDER#$input.params('id')"},
    "customer": {"S": "$input.path('$.customer')"},
    "items": {"L": [
#foreach($item in $order.items)
      {"M": {
        "sku": {"S": "$util.escapeJavaScript($item.sku).replaceAll("\\\\'", "'")"},
        "count": {"N": "$util.escapeJavaScript($item.count).replaceAll("\\\\'", "'")"}
      }}#if($foreach.hasNext),#end

#end
    ]}
  }
}
`;

const RESPONSE = `{
  "id": $input.json('$.Attributes.PK.S'),
  "stored": true,
  "request": "$context.requestId"
}
`;

const MODEL = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  type: 'object',
  required: ['customer', 'items'],
  properties: {
    customer: { type: 'string' },
    items: {
      type: 'array',
      items: { type: 'object', required: ['sku', 'count'], properties: { sku: { type: 'string', pattern: '^[A-Z0-9-]+$' }, count: { type: 'integer' } } },
    },
  },
};

const ORDER = { customer: 'Ann O’Hara', items: [{ sku: 'TEA-1', count: 2 }, { sku: 'CUP-7', count: 1 }] };
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const HEADERS = 'Content-Type: application/json';

/** The session of a first visit. */
export function firstSession(): Session {
  const stored = { status: 200, headers: HEADERS, failure: '' as const, body: json({ Attributes: { PK: { S: 'ORDER#A-17' } } }) };
  const request = { method: 'PUT', target: '/orders/A-17', headers: HEADERS, context: '', authorizer: { decision: '' as const, context: '' }, backend: stored };
  return {
    name: 'Store an order in DynamoDB',
    route: {
      ...emptyRoute(),
      method: 'PUT',
      path: '/orders/{id}',
      uri: 'arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem',
      validate: 'body',
      model: json(MODEL),
      stageVariables: 'table=orders',
    },
    requestTemplates: [{ contentType: 'application/json', text: TEMPLATE }],
    responses: [
      { ...emptyResponse(), text: RESPONSE },
      { ...emptyResponse(), pattern: '4\\d{2}', status: '409', text: '{"message": $input.json(\'$.message\')}\n' },
      { ...emptyResponse(), pattern: '5\\d{2}', status: '502', text: '{"message": "The order could not be stored"}\n' },
    ],
    requests: [
      { name: 'An order', ...request, body: json(ORDER) },
      { name: 'Without a customer', ...request, body: json({ items: ORDER.items }) },
      {
        name: 'Stored already',
        ...request,
        body: json(ORDER),
        backend: { ...stored, status: 400, body: json({ __type: 'ConditionalCheckFailedException', message: 'The conditional request failed' }) },
      },
    ],
    active: 0,
  };
}
