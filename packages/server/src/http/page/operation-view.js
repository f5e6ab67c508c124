import { blocks, element, inline } from './element.js'
import { schemaView } from './schema-view.js'

const badge = (method) => element('span', { class: `method ${method}` }, method.toUpperCase())

/** Words that a search looks through: fields of the request too. */
export function searchText({ method, path, operation }, schemas) {
  const body = operation.requestBody?.content?.['application/json']?.schema
  const name = body?.$ref?.split('/').at(-1)
  const fields = Object.keys((name ? schemas[name] : body)?.properties ?? {})
  const codes = Object.values(operation.responses ?? {}).map(({ description }) => description)
  return [method, path, operation.operationId, operation.summary, operation.description, ...fields, ...codes]
    .join(' ')
    .toLowerCase()
}

function curl({ method, path, operation }) {
  const open = operation.security?.length === 0
  const lines = [`curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}${location.origin}${path}`]
  if (!open) lines.push('  -H "Authorization: Token $FAIRLEAD_TOKEN"')
  if (operation.requestBody) lines.push("  -H 'Content-Type: application/json'", "  -d '{ … }'")
  return lines.join(' \\\n')
}

function parameters(operation) {
  const list = operation.parameters ?? []
  if (list.length === 0) return undefined
  return element(
    'section',
    {},
    element('h4', {}, 'Parameters'),
    ...list.map(({ name, in: place, required, schema, description }) =>
      element(
        'div',
        { class: 'field' },
        element('code', { class: 'name' }, name),
        ' ',
        element(
          'span',
          { class: 'type' },
          `${place}, ${schema.enum ? schema.enum.join(' or ') : (schema.format ?? schema.type)}`,
        ),
        required && element('span', { class: 'required' }, 'required'),
        description && element('p', {}, ...inline(description)),
      ),
    ),
  )
}

function lazy(title, make, attributes = {}) {
  const details = element('details', attributes, element('summary', {}, ...title))
  const fill = () => {
    if (details.open && details.children.length === 1) details.append(...make())
  }
  details.addEventListener('toggle', fill)
  return details
}

function response(status, { description, content = {} }, schemas) {
  const kind = status.startsWith('2') ? 'good' : 'bad'
  const codes = [...(description ?? '').matchAll(/`([a-z_.]+)`/g)].map((match) => match[1])
  const words =
    codes.length > 0
      ? codes.flatMap((code) => [element('a', { href: `#error-${code}` }, code), ' '])
      : [description ?? '']
  const title = [element('span', { class: `status ${kind}` }, status), ' ', ...words]
  const types = Object.entries(content)
  if (kind === 'bad' || types.length === 0) return element('div', { class: 'response' }, ...title)
  return lazy(
    title,
    () =>
      types.flatMap(([type, { schema }]) => [
        element('p', { class: 'media' }, type),
        schemaView(schema, schemas),
      ]),
    { class: 'response' },
  )
}

/** One operation with all that there is to know of it; its parts are made when it is opened. */
export function operationView(entry, schemas) {
  const { method, path, operation } = entry
  const title = [
    badge(method),
    ' ',
    element('code', { class: 'path' }, path),
    element('span', { class: 'summary' }, operation.summary),
  ]
  return lazy(
    title,
    () => {
      const body = operation.requestBody?.content?.['application/json']?.schema
      return [
        element(
          'div',
          { class: 'inside' },
          ...blocks(operation.description ?? ''),
          parameters(operation),
          body &&
            element(
              'section',
              {},
              element('h4', {}, operation.requestBody.required ? 'Body' : 'Body (optional)'),
              schemaView(body, schemas),
            ),
          element(
            'section',
            {},
            element('h4', {}, 'Answers'),
            ...Object.entries(operation.responses ?? {}).map(([status, each]) =>
              response(status, each, schemas),
            ),
          ),
          element('section', {}, element('h4', {}, 'Example'), element('pre', {}, curl(entry))),
        ),
      ]
    },
    { class: 'operation', id: `op-${operation.operationId}` },
  )
}
