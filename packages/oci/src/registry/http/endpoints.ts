import type { Action } from '../access.ts'
import type { Endpoint } from '../behaviour.ts'
import { sendJson } from './answer.ts'
import { deleteBlob, getBlob, headBlob } from './blobs.ts'
import type { Handler } from './call.ts'
import { listRepositories } from './catalog.ts'
import { deleteManifest, getManifest, putManifest } from './manifests.ts'
import { listReferrers } from './referrers.ts'
import { listTags } from './tags.ts'
import { cancelUpload, commitUpload, startUpload, uploadChunk, uploadStatus } from './uploads.ts'

interface Operation {
  readonly action: Action
  readonly handle: Handler
}

const pull = (handle: Handler): Operation => ({ action: 'pull', handle })
const push = (handle: Handler): Operation => ({ action: 'push', handle })
const remove = (handle: Handler): Operation => ({ action: 'delete', handle })
const ping: Operation = { action: 'ping', handle: async (call) => sendJson(call, {}) }
const catalog: Operation = { action: 'catalog', handle: listRepositories }

/** What each endpoint does for each method, and the right that it takes. */
export const ENDPOINTS: Readonly<Record<Endpoint, Readonly<Record<string, Operation>>>> = {
  base: { GET: ping, HEAD: ping },
  catalog: { GET: catalog, HEAD: catalog },
  manifest: {
    GET: pull(getManifest),
    HEAD: pull(getManifest),
    PUT: push(putManifest),
    DELETE: remove(deleteManifest),
  },
  blob: { GET: pull(getBlob), HEAD: pull(headBlob), DELETE: remove(deleteBlob) },
  uploads: { POST: push(startUpload) },
  upload: {
    GET: push(uploadStatus),
    PATCH: push(uploadChunk),
    PUT: push(commitUpload),
    DELETE: push(cancelUpload),
  },
  tags: { GET: pull(listTags), HEAD: pull(listTags) },
  referrers: { GET: pull(listReferrers), HEAD: pull(listReferrers) },
  none: {},
}
