export { createImageSource, type ImageSourceOptions } from './image-source.ts'
export { createRegistryClient } from './registry-client.ts'
export * from './types.ts'
