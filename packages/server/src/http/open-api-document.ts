import { nameSchemas } from '@fairlead/api'
import type { SwaggerOptions } from '@fastify/swagger'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'

const DESCRIPTION = `Fairlead connects an organization's container registries, proves each connection, and deploys from them.

Paths without a prefix are those of the contract that existing clients speak; those below \`/fairlead/v1\` are Fairlead's own. Lists are \`{"results": […]}\`. Fields that are not named here are accepted and ignored.

Send an API token as \`Authorization: Token <token>\` or \`Authorization: Bearer <token>\`. What a token may not see answers 404.

Every failure has the same body, whose \`code\` is stable and explained below.`

const TAGS = [
  ['Container registries', 'Connections to registries: prove, save, look behind them.'],
  ['Containers', 'Services that run from an image.'],
  ['Deployments', 'What was run, by digest, with its steps and findings.'],
  ['Variables', 'Environment variables of a container.'],
  ['Environments', 'Services that run together on one cluster.'],
  ['Projects', 'Groups of environments.'],
  ['Clusters', 'Deploy targets: a Docker engine, or a Git folder.'],
  ['Organizations', 'Who owns all of it.'],
  ['Events', 'What happens, as it happens.'],
  ['Access', 'Tokens and the audit trail.'],
  ['Server', 'Signs of life.'],
] as const

type Schemas = Record<string, unknown>
interface Document {
  readonly paths?: object
  readonly components?: { readonly schemas?: Schemas }
}

const REFERENCE = /"#\/components\/schemas\/([^"]+)"/g

const referred = (part: unknown): string[] =>
  [...(JSON.stringify(part) ?? '').matchAll(REFERENCE)].map((match) => match[1] ?? '')

/** The generator writes each schema as input and as output; what no path leads to is left out. */
function usedSchemas({ paths, components }: Document): Schemas {
  const all = components?.schemas ?? {}
  const used: Schemas = {}
  const open = referred(paths)
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name in used || !(name in all)) continue
    used[name] = all[name]
    open.push(...referred(all[name]))
  }
  return Object.fromEntries(Object.entries(used).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** The generator writes "Input" behind the names of what requests send; where no answer has the name it goes. */
function withoutSuffix(document: Document): Document {
  const names = new Set(Object.keys(document.components?.schemas ?? {}))
  let text = JSON.stringify(document)
  for (const name of names) {
    const plain = name.replace(/Input$/, '')
    if (names.has(plain)) continue
    text = text.replaceAll(`"#/components/schemas/${name}"`, `"#/components/schemas/${plain}"`)
    text = text.replace(`"${name}":`, `"${plain}":`)
  }
  return JSON.parse(text)
}

const tidy = (document: Document): Document =>
  withoutSuffix({ ...document, components: { ...document.components, schemas: usedSchemas(document) } })

nameSchemas()
const withSchemas = createJsonSchemaTransformObject({})

export const openApiOptions: SwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: { title: 'Fairlead', version: '1', description: DESCRIPTION, license: { name: 'Apache-2.0' } },
    tags: TAGS.map(([name, description]) => ({ name, description })),
    components: {
      securitySchemes: {
        token: { type: 'apiKey', in: 'header', name: 'Authorization', description: '`Token <token>`' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  },
  transform: createJsonSchemaTransform({}),
  transformObject: (document) => tidy(withSchemas(document) as Document) as ReturnType<typeof withSchemas>,
}
