import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FINDINGS, type FindingCode, REGISTRY_KINDS } from '@fairlead/core'
import { z } from 'zod'

/** How a registry words a refusal: a status, and an entry of the distribution spec's `errors` unless there is a text. */
const Words = z.strictObject({
  status: z.int(),
  code: z.string().optional(),
  message: z.string().optional(),
  text: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
})
export type Words = z.infer<typeof Words>

/** What a registry says to whom. Absent ones are those of its manner. */
const Refusals = z.strictObject({
  /** A credential that is nobody's. */
  badCredential: Words.optional(),
  /** Nobody, for an image that is not public. */
  anonymous: Words.optional(),
  /** A good credential without the right to an image that is there. */
  forbidden: Words.optional(),
  /** A good credential, for an image that is not there. */
  absent: Words.optional(),
})

const Route = z.strictObject({
  /** Any, unless said. */
  method: z.string().optional(),
  /** The path, where `*` stands for anything; with a `?` it is compared with the query, else without. */
  path: z.string().startsWith('/'),
  /** Headers that the request must have, where `*` stands for anything: `{"x-amz-target": "*.GetAuthorizationToken"}`. */
  headersAsked: z.record(z.string().lowercase(), z.string()).optional(),
  /** Whose requests: without a credential, with one of a scheme, or with just this user name and password. */
  when: z
    .strictObject({
      authorization: z.union([
        z.enum(['none', 'basic', 'bearer', 'any']),
        z.strictObject({ user: z.string().optional(), password: z.string() }),
      ]),
    })
    .optional(),
  /** Answers so often; then the next that fits does. */
  times: z.int().positive().optional(),
  status: z.int(),
  headers: z.record(z.string(), z.string()).optional(),
  json: z.unknown().optional(),
  text: z.string().optional(),
  /** Closes the connection after so many bytes of the body. */
  cutAfter: z.int().nonnegative().optional(),
})
export type Route = z.infer<typeof Route>

const Image = z.strictObject({
  tags: z.array(z.string()).min(1),
  /** `linux/amd64`; several make an index. */
  platforms: z.array(z.string()).min(1).default(['linux/amd64']),
  /** Platforms whose manifest was deleted behind the index. */
  lostManifests: z.array(z.string()).default([]),
  lost: z.enum(['config', 'layer']).optional(),
})
export type Image = z.infer<typeof Image>

const Registry = z.strictObject({
  /** Whose manners it has: a name of support/manners.ts. */
  like: z.string(),
  /** Repositories that anyone may pull, `acme/*` for all below. */
  public: z.array(z.string()).default([]),
  accounts: z
    .array(
      z.strictObject({
        /** Any user name, unless said. */
        user: z.string().optional(),
        password: z.string(),
        pull: z.array(z.string()).default([]),
        push: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  refusals: Refusals.default({}),
  images: z.record(z.string(), Image).default({}),
})
export type RegistryFacts = z.infer<typeof Registry>

/** What api.github.com knows. */
const Github = z.strictObject({
  tokens: z
    .array(
      z.strictObject({
        token: z.string(),
        login: z.string(),
        scopes: z.array(z.string()).default([]),
        expires: z.string().optional(),
        /** Organizations whose single sign-on it still has to be authorized for. */
        ssoRequired: z.array(z.string()).default([]),
        /** Organization and state. */
        memberships: z.record(z.string(), z.enum(['active', 'pending'])).default({}),
      }),
    )
    .default([]),
  owners: z.record(z.string(), z.enum(['User', 'Organization'])).default({}),
  packages: z
    .array(
      z.strictObject({
        owner: z.string(),
        name: z.string(),
        visibility: z.enum(['public', 'private', 'internal']).default('private'),
        linked: z.strictObject({ repository: z.string(), private: z.boolean() }).optional(),
        tags: z.array(z.string()).default([]),
        /** Logins that may see it; all members, unless said. */
        readers: z.array(z.string()).optional(),
      }),
    )
    .default([]),
  forbidsClassicTokens: z.array(z.string()).default([]),
})
export type GithubFacts = z.infer<typeof Github>

const FAULTS = [
  'dns',
  'refused',
  'silent',
  'closed',
  'plain-http',
  'tls-expired',
  'tls-wrong-host',
  'tls-unknown-authority',
] as const
export type HostFault = (typeof FAULTS)[number]

const Host = z.strictObject({
  fault: z.enum(FAULTS).optional(),
  /** What DNS says; a public address, unless said. */
  address: z.string().optional(),
  /** What its clock says (ISO 8601); the case's time, unless said. */
  clock: z.iso.datetime().optional(),
  /** Exact answers; the first that fits comes before the registry and the API. */
  routes: z.array(Route).default([]),
  registry: Registry.optional(),
  github: Github.optional(),
})
export type HostFacts = z.infer<typeof Host>

const Identity = z.strictObject({
  name: z.string(),
  kind: z.enum(REGISTRY_KINDS),
  url: z.string().optional(),
  /** Repositories that it is for; all, unless said. */
  prefix: z.string().default(''),
  /** Where it lies. */
  source: z.enum(['saved', 'docker', 'typed']).optional(),
  /** As the form of its kind has it, secrets too. */
  config: z.record(z.string(), z.string()).default({}),
  knownExpiry: z.iso.datetime().optional(),
  skipTlsVerify: z.boolean().optional(),
  /** Trusts the authority behind `tls-unknown-authority`. */
  trustsCompany: z.boolean().optional(),
})

const Code = z.string().refine((code): code is FindingCode => Object.hasOwn(FINDINGS, code), {
  error: 'is no code of docs/findings.md',
})

const RegularExpression = z.string().refine(
  (text) => {
    try {
      return new RegExp(text, 'i').source !== ''
    } catch {
      return false
    }
  },
  { error: 'is no regular expression' },
)

const Case = z
  .strictObject({
    title: z.string().min(10),
    reports: z.array(z.url()).min(1),
    story: z.string().min(40),
    /** When it happened: everybody's clock, unless a host has its own. */
    now: z.iso.datetime().default('2026-11-22T12:00:00Z'),
    world: z.strictObject({
      /** By name, with the port where it is not the scheme's own. */
      hosts: z.record(z.string(), Host),
      /** Whether this server may ask private networks. */
      privateNetworks: z.enum(['allow', 'deny']).default('allow'),
    }),
    did: z.strictObject({
      subject: z.string(),
      line: z.string().optional(),
      platform: z.string().optional(),
      push: z.boolean().optional(),
      /** Name of the identity that the line was printed with, or `anonymous`; absent where the doctor has not got that one. */
      printedBy: z.string().optional(),
      identities: z.array(Identity).default([]),
    }),
    expect: z.strictObject({
      /** What is named; `none` where nothing is wrong, or nothing is known to be. */
      cause: z.union([z.literal('none'), Code]),
      /** What was the matter where the line was printed; `cause` unless said. */
      truth: Code.optional(),
      /** Matched against the action and the link of the first finding's remedy. */
      remedy: RegularExpression.optional(),
      also: z.array(Code).default([]),
      not: z.array(Code).default([]),
      /** Name of the identity, or `anonymous`. */
      chosen: z.string().optional(),
      /** Codes of the explanation of the line: just these, and no other. */
      confirmed: z.array(Code).optional(),
      possible: z.array(Code).optional(),
      /** All that is left, where it is said. */
      ruledOut: z.array(Code).optional(),
    }),
  })
  .refine(({ did, expect }) => did.line === undefined || (expect.confirmed && expect.possible), {
    error: 'has a line, and does not say which of its causes are confirmed and which are possible',
    path: ['expect'],
  })
export type DiagnosisCase = z.infer<typeof Case>

export interface CaseFile {
  /** `stale-token-breaks-public-image.json` */
  readonly file: string
  readonly content: DiagnosisCase
}

const CASES_FOLDER = join(import.meta.dirname, '..')

/** Reads one case. Throws with the file's name and every fault in it. */
export function parseCase(file: string, text: string): DiagnosisCase {
  const read = Case.safeParse(JSON.parse(text))
  if (read.success) return read.data
  throw new Error(`${file}:\n${z.prettifyError(read.error)}`)
}

/** Every case, in the order of their names. */
export const readCases = (): readonly CaseFile[] =>
  readdirSync(CASES_FOLDER)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((file) => ({ file, content: parseCase(file, readFileSync(join(CASES_FOLDER, file), 'utf8')) }))
