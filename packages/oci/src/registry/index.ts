export type { AccessRequest, Action, Authorize, ErrorEntry, Refusal } from './access.ts'
export type { Endpoint, RegistryBehaviour } from './behaviour.ts'
export { createRegistry } from './create-registry.ts'
export { type FaultOptions, RegistryFault } from './fault.ts'
export { createFileStorage, type FileStorageOptions } from './file/file-storage.ts'
export type { PushEvent, Registry, RegistryOptions } from './registry.ts'
export { REGISTRY_SERVER_OPTIONS } from './server-options.ts'
export type {
  AppendOptions,
  BlobStore,
  ByteRange,
  Content,
  ManifestStore,
  RepositoryStore,
  Storage,
  StoredBlob,
  StoredManifest,
  StoredTag,
  TagStore,
  UploadSession,
  UploadStore,
} from './storage.ts'
