import { camelKeys } from '../casing.ts'
import type { OperationSpec } from '../operation.ts'
import * as operations from '../operations/registries.ts'
import * as rotations from '../operations/rotations.ts'
import * as verifications from '../operations/verifications.ts'
import type * as wire from '../wire/types.ts'
import { check as checkSchema, checkStarted } from '../wire/verification.ts'
import { ApiError } from './api-error.ts'
import type { Paged, Signalled, Verification, VerificationRecord, Watched } from './shapes.ts'
import type { SseMessage } from './sse.ts'
import type { Call, Transport } from './transport.ts'

export interface SaveOptions extends Watched {
  /** Save without asking the registry. */
  readonly unverified?: boolean
}

const isWatched = ({ onStart, onCheck }: Watched): boolean => onStart !== undefined || onCheck !== undefined

export function registryCalls(transport: Transport) {
  /** Reads a stream of checks up to the event that ends it, and returns that. */
  const watch = async <O extends OperationSpec>(
    spec: O,
    call: Call<O>,
    last: string,
    watched: Watched,
  ): Promise<SseMessage> => {
    for await (const message of await transport.open(spec, call)) {
      if (message.event === 'error') throw transport.failure(message)
      if (message.event === last) return message
      if (message.event === 'check-started') watched.onStart?.(transport.read(checkStarted, message))
      if (message.event === 'check') watched.onCheck?.(camelKeys(transport.read(checkSchema, message)))
    }
    const detail = 'The server closed the connection before the verification ended. Try again.'
    throw new ApiError({ status: 0, code: 'server.unreachable', retry: true, detail })
  }

  return {
    /** The kinds that the server speaks, with their forms. */
    kinds: async ({ signal }: Signalled = {}): Promise<readonly wire.AvailableRegistry[]> =>
      (await transport.call(operations.listAvailableRegistries, { params: {}, signal })).results,

    list: async (organizationId: string, { signal }: Signalled = {}): Promise<readonly wire.Registry[]> =>
      (await transport.call(operations.listRegistries, { params: { organizationId }, signal })).results,

    get: (
      organizationId: string,
      containerRegistryId: string,
      { signal }: Signalled = {},
    ): Promise<wire.Registry> =>
      transport.call(operations.getRegistry, { params: { organizationId, containerRegistryId }, signal }),

    /** Proves, then saves. Throws ApiError `registry.verification_failed` with the findings; then nothing is saved. */
    create: async (
      organizationId: string,
      body: wire.RegistryRequest,
      options: SaveOptions = {},
    ): Promise<wire.Registry> => {
      const call = {
        params: { organizationId },
        query: { unverified: options.unverified },
        body,
        signal: options.signal,
      }
      if (!isWatched(options)) return transport.call(operations.createRegistry, call)
      const saved = await watch(operations.createRegistry, call, 'saved', options)
      return transport.read(operations.createRegistry.answer, saved)
    },

    /** Secrets that are left out stay, unless the address or another setting changes. */
    edit: async (
      organizationId: string,
      containerRegistryId: string,
      body: wire.RegistryEditRequest,
      options: SaveOptions = {},
    ): Promise<wire.Registry> => {
      const params = { organizationId, containerRegistryId }
      const call = { params, query: { unverified: options.unverified }, body, signal: options.signal }
      if (!isWatched(options)) return transport.call(operations.editRegistry, call)
      return transport.read(
        operations.editRegistry.answer,
        await watch(operations.editRegistry, call, 'saved', options),
      )
    },

    /** Replaces the credential, tested on every image that runs. Throws ApiError; then nothing has changed. */
    rotate: async (
      organizationId: string,
      containerRegistryId: string,
      body: wire.RotationRequest,
      options: Watched = {},
    ): Promise<wire.Registry> => {
      const call = { params: { organizationId, containerRegistryId }, body, signal: options.signal }
      const spec = rotations.rotateRegistry
      if (!isWatched(options)) return transport.call(spec, call)
      return transport.read(spec.answer, await watch(spec, call, 'saved', options))
    },

    /** Restores the credential from before the rotation, untested. */
    undoRotation: (
      organizationId: string,
      containerRegistryId: string,
      { signal }: Signalled = {},
    ): Promise<wire.Registry> =>
      transport.call(rotations.undoRotation, { params: { organizationId, containerRegistryId }, signal }),

    /** Forgets the credential from before the rotation. */
    endRotation: (
      organizationId: string,
      containerRegistryId: string,
      { signal }: Signalled = {},
    ): Promise<wire.Registry> =>
      transport.call(rotations.endRotation, { params: { organizationId, containerRegistryId }, signal }),

    /** What stops when the credential dies; `probe` really asks others for the images. */
    impact: async (
      organizationId: string,
      containerRegistryId: string,
      { probe, signal }: Signalled & { readonly probe?: boolean } = {},
    ): Promise<wire.RegistryImpactAnswer> => {
      const params = { organizationId, containerRegistryId }
      return transport.call(rotations.getRegistryImpact, { params, query: { probe }, signal })
    },

    remove: async (
      organizationId: string,
      containerRegistryId: string,
      options: Signalled & { readonly force?: boolean } = {},
    ): Promise<void> => {
      const params = { organizationId, containerRegistryId }
      const { force, signal } = options
      await transport.call(operations.deleteRegistry, { params, query: { force }, signal })
    },

    /** Proves a connection that is not saved. */
    verify: async (
      organizationId: string,
      body: wire.RegistryDraftRequest,
      options: Watched = {},
    ): Promise<Verification> => {
      const call = { params: { organizationId }, body, signal: options.signal }
      const spec = verifications.verifyDraft
      if (!isWatched(options)) return camelKeys(await transport.call(spec, call))
      return camelKeys(transport.read(spec.answer, await watch(spec, call, 'verification', options)))
    },

    /** Proves a saved connection again; the server keeps the outcome. */
    verifySaved: async (
      organizationId: string,
      containerRegistryId: string,
      body: wire.VerifyRegistryRequest = {},
      options: Watched = {},
    ): Promise<Verification> => {
      const call = { params: { organizationId, containerRegistryId }, body, signal: options.signal }
      const spec = verifications.verifyRegistry
      if (!isWatched(options)) return camelKeys(await transport.call(spec, call))
      return camelKeys(transport.read(spec.answer, await watch(spec, call, 'verification', options)))
    },

    /** The latest verification whole; null when the connection was saved unverified. */
    findings: async (
      organizationId: string,
      containerRegistryId: string,
      { signal }: Signalled = {},
    ): Promise<Verification | null> => {
      const params = { organizationId, containerRegistryId }
      const { verification } = await transport.call(verifications.getRegistryFindings, { params, signal })
      return verification === null ? null : camelKeys(verification)
    },

    /** The verifications of a connection, newest first, and how many there are. */
    verifications: async (
      organizationId: string,
      containerRegistryId: string,
      { page, pageSize, signal }: Paged = {},
    ): Promise<{ readonly total: number; readonly records: readonly VerificationRecord[] }> => {
      const params = { organizationId, containerRegistryId }
      const query = { page, page_size: pageSize }
      const answer = await transport.call(verifications.listVerifications, { params, query, signal })
      return { total: answer.total, records: camelKeys(answer.results) }
    },

    /** Images whose name contains `search`. */
    images: async (
      organizationId: string,
      containerRegistryId: string,
      options: Signalled & { readonly search?: string } = {},
    ): Promise<readonly wire.ImageVersions[]> => {
      const params = { organizationId, containerRegistryId }
      const { search, signal } = options
      return (await transport.call(operations.listRegistryImages, { params, query: { search }, signal }))
        .results
    },

    /** All tags of one image, in the registry's order. */
    tags: async (
      organizationId: string,
      containerRegistryId: string,
      imageName: string,
      { signal }: Signalled = {},
    ): Promise<readonly string[]> => {
      const params = { organizationId, containerRegistryId }
      const query = { image_name: imageName }
      return (await transport.call(verifications.listImageTags, { params, query, signal })).tags
    },

    /** A page of the tags of one image that contain `search`, newest first where the registry can tell. */
    tagPage: (
      organizationId: string,
      containerRegistryId: string,
      imageName: string,
      { search, page, pageSize, signal }: Paged & { readonly search?: string } = {},
    ): Promise<wire.ImageTagPage> => {
      const params = { organizationId, containerRegistryId }
      const query = { image_name: imageName, search, page, page_size: pageSize }
      return transport.call(verifications.listImageTagPage, { params, query, signal })
    },

    /** Digest, platforms, configuration and layers behind a tag or digest. */
    inspect: (
      organizationId: string,
      containerRegistryId: string,
      image: { readonly imageName: string; readonly reference: string; readonly platform?: string },
      { signal }: Signalled = {},
    ): Promise<wire.ImageDetailsAnswer> => {
      const params = { organizationId, containerRegistryId }
      const query = { image_name: image.imageName, reference: image.reference, platform: image.platform }
      return transport.call(verifications.inspectImage, { params, query, signal })
    },

    /** The services that use the connection. */
    services: async (
      organizationId: string,
      containerRegistryId: string,
      { signal }: Signalled = {},
    ): Promise<readonly wire.AssociatedServiceAnswer[]> => {
      const params = { organizationId, containerRegistryId }
      return (await transport.call(operations.listAssociatedServices, { params, signal })).results
    },
  }
}
