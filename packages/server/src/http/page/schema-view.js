import { element, inline } from './element.js'

const REFERENCE = '#/components/schemas/'

/** The schema behind a reference, and its name. */
function resolve(schema, schemas) {
  const name = schema.$ref?.startsWith(REFERENCE) ? schema.$ref.slice(REFERENCE.length) : undefined
  return name === undefined ? { schema } : { schema: { ...schemas[name], ...withoutRef(schema) }, name }
}

const withoutRef = ({ $ref: _, ...rest }) => rest

/** `anyOf: [X, null]` is X that may be null. */
function nullable(schema) {
  const forms = schema.anyOf ?? []
  const real = forms.filter((form) => form.type !== 'null')
  if (forms.length !== 2 || real.length !== 1) return { schema, orNull: false }
  const { anyOf: _, ...rest } = schema
  return { schema: { ...real[0], ...rest }, orNull: true }
}

function typeText(schema, schemas) {
  const { schema: inner, orNull } = nullable(schema)
  const { schema: whole, name } = resolve(inner, schemas)
  const suffix = orNull ? ' or null' : ''
  if (whole.type === 'array') return `list of ${typeText(whole.items ?? {}, schemas)}${suffix}`
  if (name) return `${name}${suffix}`
  if (whole.const !== undefined) return `${JSON.stringify(whole.const)}${suffix}`
  if (whole.enum) return `one of ${whole.enum.length}${suffix}`
  if (whole.oneOf ?? whole.anyOf) return `one of ${(whole.oneOf ?? whole.anyOf).length} forms${suffix}`
  const type = Array.isArray(whole.type) ? whole.type.join(' or ') : (whole.type ?? 'anything')
  return `${type}${whole.format ? ` (${whole.format})` : ''}${suffix}`
}

function limits(schema) {
  const { schema: whole } = nullable(schema)
  const says = []
  if (whole.minLength > 0 || whole.maxLength)
    says.push(`${whole.minLength ?? 0}–${whole.maxLength ?? '∞'} characters`)
  const safe = Number.MAX_SAFE_INTEGER
  const from = whole.minimum > -safe ? whole.minimum : undefined
  const to = whole.maximum < safe ? whole.maximum : undefined
  if (from !== undefined || to !== undefined) says.push(`${from ?? '…'} to ${to ?? '…'}`)
  if (whole.minItems || whole.maxItems) says.push(`${whole.minItems ?? 0}–${whole.maxItems ?? '∞'} entries`)
  if (whole.default !== undefined) says.push(`default ${JSON.stringify(whole.default)}`)
  return says.join(', ')
}

/** What lies below a schema: its fields, its entries, its forms. */
function inside(schema, schemas) {
  const whole = resolve(nullable(schema).schema, schemas).schema
  if (whole.type === 'array' && whole.items) return inside(whole.items, schemas)
  const forms = whole.oneOf ?? whole.anyOf
  return {
    fields: Object.entries(whole.properties ?? {}),
    required: whole.required ?? [],
    forms,
    choices: whole.enum,
  }
}

function field(name, schema, required, schemas, depth) {
  const { fields, forms, choices } = inside(schema, schemas)
  const described = resolve(nullable(schema).schema, schemas).schema.description ?? schema.description
  const row = element(
    'div',
    { class: 'field' },
    element('code', { class: 'name' }, name),
    ' ',
    element('span', { class: 'type' }, typeText(schema, schemas)),
    required && element('span', { class: 'required' }, 'required'),
    element('span', { class: 'limits' }, limits(schema)),
    described && element('p', {}, ...inline(described)),
    choices &&
      choices.length > 1 &&
      choices.length < 60 &&
      element(
        'p',
        { class: 'choices' },
        ...choices.flatMap((each) => [element('code', {}, String(each)), ' ']),
      ),
  )
  if (fields.length === 0 && !forms) return row
  const more = element('details', {}, element('summary', { class: 'opener' }, forms ? 'Forms' : 'Fields'))
  more.addEventListener('toggle', () => {
    if (more.open && more.children.length === 1) more.append(schemaView(schema, schemas, depth + 1))
  })
  row.append(more)
  return row
}

const DEEPEST = 12

/** A schema as a tree of fields; deeper levels are made when they are opened. */
export function schemaView(schema, schemas, depth = 0) {
  const { fields, required, forms } = inside(schema, schemas)
  if (depth > DEEPEST) return element('p', {}, '…')
  if (forms && fields.length === 0) {
    return element(
      'div',
      { class: 'schema' },
      ...forms.map((form, index) => field(`form ${index + 1}`, form, false, schemas, depth)),
    )
  }
  if (fields.length === 0) {
    const whole = resolve(nullable(schema).schema, schemas).schema
    return element(
      'p',
      { class: 'schema' },
      element('span', { class: 'type' }, typeText(schema, schemas)),
      whole.description ? ` – ${whole.description}` : '',
    )
  }
  return element(
    'div',
    { class: 'schema' },
    ...fields.map(([name, each]) => field(name, each, required.includes(name), schemas, depth)),
  )
}
