import type { ErrorCode, Permission } from '@fairlead/core'
import type { z } from 'zod'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** Groups of the OpenAPI document. */
export type Tag =
  | 'Organizations'
  | 'Projects'
  | 'Environments'
  | 'Clusters'
  | 'Container registries'
  | 'Containers'
  | 'Deployments'
  | 'Variables'
  | 'Events'
  | 'Webhooks'
  | 'Access'
  | 'Server'

/** One operation of the HTTP contract: what the server routes, the client calls and the OpenAPI document says. */
export interface OperationSpec {
  /** Unique, as a verb and a noun: `createContainerRegistry`. */
  readonly id: string
  readonly method: Method
  /** With `{name}` for each parameter; every path parameter is a UUID. */
  readonly path: `/${string}`
  readonly tag: Tag
  readonly summary: string
  readonly description?: string
  /** `any`: every valid token; `none`: no token at all. */
  readonly permission: Permission | 'any' | 'none'
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  readonly status: 200 | 201 | 202 | 204
  /** The JSON answer; absent where the answer has no body. */
  readonly answer?: z.ZodType
  /** Events by their name, where the caller may ask for `text/event-stream`. */
  readonly events?: Readonly<Record<string, z.ZodType>>
  /** True where nothing but events is answered. */
  readonly onlyEvents?: boolean
  /** The answer holds a secret: nothing on its way may keep it. */
  readonly secret?: true
  /** Failures of its own, beside those that every operation shares. */
  readonly errors?: readonly ErrorCode[]
}

/** Keeps the literal types of an operation. */
export const operation = <const O extends OperationSpec>(spec: O): O => spec

type Names<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never

export type ParamsOf<O extends OperationSpec> = { readonly [N in Names<O['path']>]: string }
export type QueryOf<O extends OperationSpec> = O['query'] extends z.ZodType
  ? z.output<O['query']>
  : Record<never, never>
export type BodyOf<O extends OperationSpec> = O['body'] extends z.ZodType ? z.output<O['body']> : undefined
/** What a caller writes as body. */
export type BodyInputOf<O extends OperationSpec> = O['body'] extends z.ZodType
  ? z.input<O['body']>
  : undefined
export type AnswerOf<O extends OperationSpec> = O['answer'] extends z.ZodType
  ? z.output<O['answer']>
  : undefined

/** Names of the parameters in a path, in their order. */
export const pathParameters = (path: string): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
