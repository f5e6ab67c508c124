import { type OperationSpec, operations } from '@fairlead/api'
import { beforeAll, describe, expect, test } from 'vitest'
import { routes } from './routes/index.ts'
import { writeOpenApi } from './write-open-api.ts'

interface Document {
  openapi: string
  paths: Record<
    string,
    Record<
      string,
      { operationId: string; summary: string; tags: string[]; responses: object; security?: object[] }
    >
  >
  components: { schemas: Record<string, unknown>; securitySchemes: object }
}

let text: string
let document: Document
beforeAll(async () => {
  text = await writeOpenApi()
  document = JSON.parse(text)
})

const specs = Object.values(operations) as OperationSpec[]

test('every operation of the contract is routed, and nothing else is', () => {
  expect(routes.map(({ spec }) => spec.id).toSorted()).toEqual(specs.map(({ id }) => id).toSorted())
})

test('every operation is described with its summary, tag, answers and security', () => {
  const described = Object.values(document.paths).flatMap((path) => Object.values(path))
  expect(described.map(({ operationId }) => operationId).toSorted()).toEqual(
    specs.map(({ id }) => id).toSorted(),
  )
  for (const spec of specs) {
    const found = document.paths[spec.path]?.[spec.method.toLowerCase()]
    expect(found).toMatchObject({ operationId: spec.id, summary: spec.summary, tags: [spec.tag] })
    expect(found?.responses).toHaveProperty(String(spec.status))
    expect(found?.security).toHaveLength(spec.permission === 'none' ? 0 : 2)
  }
})

describe('the document', () => {
  test('is of OpenAPI 3.1 and the same each time', async () => {
    expect(document.openapi).toMatch(/^3\.1\./)
    expect(await writeOpenApi()).toBe(text)
  })

  test('refers to nothing that is not there, and holds nothing that is not referred to', () => {
    const referred = new Set(
      [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1]),
    )
    expect([...referred].toSorted()).toEqual(Object.keys(document.components.schemas).toSorted())
  })
})
