import { OCI_INDEX, OCI_MANIFEST } from '../../spec/index.ts'

export const manifestBytes = (fields: object): Uint8Array =>
  Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, ...fields }))

export const indexBytes = (fields: object): Uint8Array =>
  Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [], ...fields }))
