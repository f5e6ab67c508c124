import { AppError, type CatalogImage } from '@fairlead/core'
import { z } from 'zod'
import { listFailure } from '../verification/list-failure.ts'
import { type AskVendor, isReply, type VendorAnswer } from '../verification/vendor-api.ts'
import { SCALEWAY_API } from './addresses.ts'
import type { ScalewaySubject } from './connection.ts'

export const SCALEWAY = { name: 'Scaleway API', address: SCALEWAY_API }

const Key = z.object({
  expires_at: z.string().nullish(),
  application_id: z.string().nullish(),
  user_id: z.string().nullish(),
})

const Namespaces = z.object({
  namespaces: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      status: z.string().optional(),
      is_public: z.boolean().optional(),
    }),
  ),
})

const Images = z.object({
  images: z.array(
    z.object({
      name: z.string(),
      namespace_id: z.string(),
      visibility: z.string().optional(),
      updated_at: z.string().nullish(),
    }),
  ),
})

const Denied = z.object({ reason: z.string() })

export type ApiKey = z.infer<typeof Key>
export type Namespace = z.infer<typeof Namespaces>['namespaces'][number]
type Image = z.infer<typeof Images>['images'][number]

const PAGE = 100
const MAX_PAGES = 1000

const parsed = <T>(schema: z.ZodType<T>, answer: VendorAnswer): T | undefined =>
  isReply(answer, 200) ? schema.safeParse(answer.json).data : undefined

export const readKey = (answer: VendorAnswer): ApiKey | undefined => parsed(Key, answer)
export const readNamespaces = (answer: VendorAnswer): readonly Namespace[] | undefined =>
  parsed(Namespaces, answer)?.namespaces
export const readImages = (answer: VendorAnswer): readonly Image[] | undefined =>
  parsed(Images, answer)?.images

/** `expired`, `not_found` or `invalid_argument` of a refused login. */
export const denialReason = (answer: VendorAnswer): string | undefined =>
  answer.kind === 'reply' ? Denied.safeParse(answer.json).data?.reason : undefined

/** Questions of https://www.scaleway.com/en/developers/api/ as one key. */
export function scalewayQuestions(
  ask: AskVendor,
  { region, project, accessKey, secretKey }: ScalewaySubject,
  signal: AbortSignal,
) {
  const get = (path: string): Promise<VendorAnswer> =>
    ask(
      {
        url: `${SCALEWAY_API}${path}`,
        headers: { 'x-auth-token': secretKey.reveal() },
        secrets: [secretKey],
      },
      signal,
    )
  const registry = `/registry/v1/regions/${region}`
  const inProject = (page: number): string => `project_id=${project}&page=${page}&page_size=${PAGE}`
  return {
    key: () => get(`/iam/v1alpha1/api-keys/${accessKey}`),
    namespaces: (page = 1) => get(`${registry}/namespaces?${inProject(page)}`),
    images: (page = 1) => get(`${registry}/images?${inProject(page)}`),
  }
}

export type ScalewayQuestions = ReturnType<typeof scalewayQuestions>

/** An image as it is pulled; undefined where its namespace is not known. */
export function catalogImage(
  { name, namespace_id, visibility, updated_at }: Image,
  namespaces: ReadonlyMap<string, Namespace>,
): CatalogImage | undefined {
  const namespace = namespaces.get(namespace_id)
  if (namespace === undefined) return undefined
  const isPublic = visibility === 'public' || (visibility !== 'private' && namespace.is_public === true)
  return {
    repository: `${namespace.name}/${name}`,
    visibility: isPublic ? 'public' : 'private',
    ...(updated_at ? { updatedAt: updated_at } : {}),
  }
}

async function* pages<T>(
  ask: (page: number) => Promise<VendorAnswer>,
  read: (answer: VendorAnswer) => readonly T[] | undefined,
): AsyncGenerator<T> {
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer = await ask(page)
    const items = read(answer)
    if (items === undefined) throw listFailure(SCALEWAY, answer, 'ContainerRegistryReadOnly on the project')
    yield* items
    if (items.length < PAGE) return
  }
  throw new AppError('registry.bad_answer', 'The Scaleway API lists images without end.')
}

/** All images of the project. Throws as `RegistryProvider.images` does. */
export async function* scalewayImages(questions: ScalewayQuestions): AsyncGenerator<CatalogImage> {
  const namespaces = new Map<string, Namespace>()
  for await (const namespace of pages(questions.namespaces, readNamespaces))
    namespaces.set(namespace.id, namespace)
  for await (const image of pages(questions.images, readImages)) {
    const found = catalogImage(image, namespaces)
    if (found) yield found
  }
}
