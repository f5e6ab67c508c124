import type { CatalogImage, Secret } from '@fairlead/core'
import { z } from 'zod'
import { type AskVendor, isReply, type VendorAnswer } from '../verification/vendor-api.ts'

const Self = z.object({
  scopes: z.array(z.string()),
  expires_at: z.string().nullish(),
  revoked: z.boolean().optional(),
  active: z.boolean().optional(),
})

const User = z.object({ username: z.string() })

const Project = z.object({
  id: z.number(),
  path_with_namespace: z.string(),
  visibility: z.enum(['public', 'private', 'internal']).optional().catch(undefined),
  container_registry_enabled: z.boolean().optional(),
  container_registry_access_level: z.string().optional(),
})

const RegistryRepositories = z.array(z.object({ path: z.string() }))

const OauthError = z.object({ error: z.string(), error_description: z.string().optional() })

export type TokenSelf = z.infer<typeof Self>
export type Project = z.infer<typeof Project>

const parsed = <T>(schema: z.ZodType<T>, answer: VendorAnswer): T | undefined =>
  isReply(answer, 200) ? schema.safeParse(answer.json).data : undefined

export const readSelf = (answer: VendorAnswer): TokenSelf | undefined => parsed(Self, answer)
export const readUsername = (answer: VendorAnswer): string | undefined => parsed(User, answer)?.username
export const readProject = (answer: VendorAnswer): Project | undefined => parsed(Project, answer)
export const readProjects = (answer: VendorAnswer): readonly Project[] | undefined =>
  parsed(z.array(Project), answer)

/** Repositories of the registry, as they are pulled. */
export const readImages = (answer: VendorAnswer): readonly CatalogImage[] | undefined =>
  parsed(RegistryRepositories, answer)?.map(({ path }) => ({ repository: path }))

export const oauthError = (answer: VendorAnswer) =>
  answer.kind === 'reply' ? OauthError.safeParse(answer.json).data : undefined

/** GitLab gives days; a token ends as its day begins, in UTC. */
export const expiryOf = ({ expires_at }: TokenSelf): string | null => {
  if (!expires_at) return null
  const time = new Date(/^\d{4}-\d{2}-\d{2}$/.test(expires_at) ? `${expires_at}T00:00:00Z` : expires_at)
  return Number.isNaN(time.getTime()) ? null : time.toISOString()
}

/**
 * The paths under which the project of an image may be: an image has up to two names below its project.
 * https://docs.gitlab.com/user/packages/container_registry/#naming-convention-for-your-container-images
 */
export function projectPaths(repository: string): readonly string[] {
  const parts = repository.split('/')
  return [0, 1, 2]
    .filter((below) => parts.length - below >= 2)
    .map((below) => parts.slice(0, parts.length - below).join('/'))
}

/** Questions of https://docs.gitlab.com/api/rest/ as one token. */
export function gitlabQuestions(ask: AskVendor, gitlab: string, token: Secret, signal: AbortSignal) {
  const get = (url: string): Promise<VendorAnswer> =>
    ask({ url, headers: { 'private-token': token.reveal() }, secrets: [token] }, signal)
  const api = `${gitlab}/api/v4`
  const part = encodeURIComponent
  return {
    api,
    /** Answers to a token of any scope. https://docs.gitlab.com/api/personal_access_tokens/ */
    self: () => get(`${api}/personal_access_tokens/self`),
    user: () => get(`${api}/user`),
    project: (path: string) => get(`${api}/projects/${part(path)}`),
    /** Of the user's own, the latest active first. */
    projects: () => get(`${api}/projects?membership=true&order_by=last_activity_at&per_page=100`),
    /** https://docs.gitlab.com/api/container_registry/ */
    images: (of: 'project' | 'group', id: string | number) =>
      get(`${api}/${of}s/${id}/registry/repositories?per_page=100`),
    page: get,
  }
}

export type GitlabQuestions = ReturnType<typeof gitlabQuestions>
