export { createImageSource, type ImageSourceOptions } from './image-source.ts'
export { createRegistryClient } from './registry-client.ts'
export { parseRetryAfter } from './retry-after.ts'
export * from './types.ts'
