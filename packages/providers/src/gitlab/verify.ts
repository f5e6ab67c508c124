import type {
  Clock,
  CredentialFacts,
  RegistryConnection,
  RegistryCredential,
  Verification,
  VerifyRequest,
} from '@fairlead/core'
import type { Fetch } from '@fairlead/oci/net'
import { readImage } from '../verification/asked-image.ts'
import type { SideCheck } from '../verification/kind-verification.ts'
import { listCatalog } from '../verification/listing.ts'
import { notAsked, skipped, type Verdict } from '../verification/outcome.ts'
import { isFailure, type RegistryQuestions } from '../verification/registry-questions.ts'
import { createVendorApi, isReply, type VendorAnswer } from '../verification/vendor-api.ts'
import { verifyKind } from '../verification/verify-kind.ts'
import { judgeAbilities } from './abilities.ts'
import { gitlabLinks, gitlabOf, knownGitlab, trustsRealm } from './addresses.ts'
import {
  expiryOf,
  type GitlabQuestions,
  gitlabQuestions,
  type Project,
  readSelf,
  readUsername,
} from './api.ts'
import { judgeProject } from './judge-project.ts'
import { judgeForm, judgeSelf } from './judge-token.ts'
import { listGitlab, unlisted } from './list.ts'
import { mayAsk, mayKnowUser, neededScopes } from './scopes.ts'
import { botOf, readGitlabSecret } from './token-format.ts'
import { gitlabWords } from './words.ts'

export interface GitlabSetup {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly limitMs: number
}

export function gitlabCredential({ config, secrets }: RegistryConnection): RegistryCredential | undefined {
  const { password } = secrets
  if (password === undefined) return undefined
  const realm = config.token_realm === undefined ? {} : { tokenRealm: String(config.token_realm) }
  return { username: String(config.username ?? ''), password, ...realm }
}

const UNKNOWN_ADDRESS = 'Where GitLab itself answers is not known, so nobody tells about the token.'

export async function verifyGitlab(
  { fetch, clock, limitMs }: GitlabSetup,
  connection: RegistryConnection,
  request: VerifyRequest,
  signal: AbortSignal,
): Promise<Verification> {
  const { url } = connection
  const credential = gitlabCredential(connection)
  const secret = credential && readGitlabSecret(credential.username, credential.password.reveal())
  const trusts = trustsRealm(url, credential?.tokenRealm)
  const { knownExpiry, push = false } = request
  const ask = createVendorApi({ fetch, limitMs })
  let gitlab = knownGitlab(url) ?? gitlabOf(credential?.tokenRealm)
  let self: VendorAnswer | undefined
  let username: string | undefined
  let project: Project | undefined
  let repositories: readonly string[] = []

  const party = () => ({ name: 'GitLab API', address: gitlab ?? url })
  const links = () => gitlabLinks(gitlab ?? knownGitlab(url) ?? new URL(url).origin)
  const scopes = () => self && readSelf(self)?.scopes

  /** From the address that the registry names for tokens, where that is trusted with the credential anyway. */
  async function findGitlab(registry: Promise<RegistryQuestions>): Promise<GitlabQuestions | undefined> {
    if (credential === undefined) return undefined
    if (gitlab === undefined) {
      const ping = await (await registry).ping()
      const realm = isFailure(ping) ? undefined : URL.parse(ping.challenge?.parameters.realm ?? '')
      const downgrade = realm?.protocol === 'http:' && url.startsWith('https:')
      if (realm && !downgrade && trusts(realm)) gitlab = gitlabOf(realm.href)
    }
    return gitlab === undefined ? undefined : gitlabQuestions(ask, gitlab, credential.password, signal)
  }

  async function askOnce(registry: Promise<RegistryQuestions>): Promise<VendorAnswer | undefined> {
    const questions = await findGitlab(registry)
    if (questions === undefined) return undefined
    self = await questions.self()
    if (mayKnowUser(scopes() ?? [])) username = readUsername(await questions.user())
    return self
  }
  let asking: Promise<VendorAnswer | undefined> | undefined
  function askSelf(registry: Promise<RegistryQuestions>): Promise<VendorAnswer | undefined> {
    asking ??= askOnce(registry)
    return asking
  }

  const context = () => ({ party: party(), links: links(), clock, knownExpiry, push })

  const tokenFacts: SideCheck = {
    id: 'token.facts',
    title: 'Token',
    async run(registry) {
      const wrong = secret && judgeForm(secret, context())
      if (wrong) return wrong
      if (secret === undefined) return { outcome: skipped('There is no token.') }
      if (secret.kind === 'deploy') {
        return {
          outcome: skipped('GitLab tells nobody about a deploy token; its scopes and expiry stay unknown.'),
        }
      }
      const answer = await askSelf(registry)
      return answer ? judgeSelf(answer, context()) : { outcome: skipped(UNKNOWN_ADDRESS) }
    },
  }
  // What may be a password is shown to the registry's login only, until that has taken it.
  const laterFacts: SideCheck = {
    ...tokenFacts,
    when: 'after-login',
    async run(registry) {
      const answer = await askSelf(registry)
      if (answer === undefined) return { outcome: skipped(UNKNOWN_ADDRESS) }
      if (isReply(answer, 401)) {
        return {
          outcome: skipped(
            'GitLab knows it as no token, so it is a password; a token with read_registry opens less.',
          ),
        }
      }
      return judgeSelf(answer, context())
    },
  }

  let tokenVerdict: Promise<Verdict> | undefined
  const early: SideCheck = {
    ...tokenFacts,
    run(registry) {
      tokenVerdict = tokenFacts.run(registry)
      return tokenVerdict
    },
  }
  const projectFacts: SideCheck = {
    id: 'project.registry',
    title: 'Project',
    async run(registry) {
      const verdict = await tokenVerdict
      if (verdict?.cause) return { outcome: notAsked(verdict.cause) }
      if (request.image === undefined) return { outcome: skipped('No image is named.') }
      const questions = mayAsk(scopes() ?? []) ? await findGitlab(registry) : undefined
      if (questions === undefined) {
        return { outcome: skipped('GitLab tells about projects only to a token with read_api.') }
      }
      const { repository } = readImage(request.image, url)
      const judged = await judgeProject(questions, party(), links(), repository)
      project = judged.project
      return judged
    },
  }

  function facts(): CredentialFacts {
    if (!credential) return { type: 'anonymous' }
    const known = self && readSelf(self)
    const bot = botOf(username ?? credential.username)
    const type: CredentialFacts['type'] = bot
      ? bot.of === 'group'
        ? 'gitlab-group'
        : 'gitlab-project'
      : username !== undefined
        ? 'gitlab-personal'
        : secret?.kind === 'deploy'
          ? 'gitlab-deploy'
          : self && isReply(self, 401) && secret?.kind === 'unknown'
            ? 'password'
            : 'unknown'
    return {
      type,
      login: username ?? credential.username,
      scopesNeeded: neededScopes(push),
      ...(known ? { scopesGranted: known.scopes, expiresAt: expiryOf(known) } : {}),
    }
  }

  return verifyKind(
    {
      url,
      fetch,
      clock,
      limitMs,
      secrets: [],
      credential,
      trustRealm: trusts,
      beside: secret?.kind === 'unknown' ? [laterFacts] : secret ? [early, projectFacts] : [],
      async list(registry) {
        if (!credential) return listCatalog({ name: 'registry', address: url }, registry)
        if (secret?.kind === 'unknown') await askSelf(Promise.resolve(registry))
        const questions = mayAsk(scopes() ?? []) ? await findGitlab(Promise.resolve(registry)) : undefined
        if (questions === undefined) {
          return unlisted(
            'no',
            'GitLab lists images only to a token with read_api; name an image to prove the pull.',
          )
        }
        const listing = await listGitlab(questions, party(), project, username)
        repositories = listing.images.map(({ repository }) => repository)
        return listing
      },
      words: gitlabWords({
        secret,
        clock,
        knownExpiry,
        push,
        know: () => ({ links: links(), scopes: scopes(), repositories }),
      }),
      facts,
      abilities: async () => judgeAbilities(credential === undefined, scopes()),
    },
    request,
    signal,
  )
}
