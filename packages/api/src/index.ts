export { type Camel, camelKeys, type Snake, snakeKeys } from './casing.ts'
export { type ErrorBody, errorBody } from './error-body.ts'
export { nearest } from './nearest.ts'
export {
  type AnswerOf,
  type BodyOf,
  type OperationSpec,
  operation,
  type ParamsOf,
  pathParameters,
  type QueryOf,
  type Tag,
} from './operation.ts'
export * as operations from './operations/index.ts'
export { type Input, paramsSchema, parseInput } from './parse-input.ts'
export { nameSchemas } from './schema-names.ts'
export {
  type AdvancedSettings,
  advancedSettings,
  DEFAULT_ADVANCED_SETTINGS,
} from './wire/advanced-settings.ts'
export type * from './wire/types.ts'
