import {
  type Registry as Answer,
  type AvailableRegistry,
  type BodyOf,
  camelKeys,
  type operations,
  type RegistryImpactAnswer,
  snakeKeys,
} from '@fairlead/api'
import {
  type AssociatedService,
  type ContainerRegistry,
  credentialExpiry,
  type DraftToVerify,
  parsePlatform,
  type RegistryEdit,
  type RegistryImpact,
  type RegistryInput,
  type RegistryProvider,
  type RotationInput,
  registryHealth,
  type StoredTransport,
  type TransportInput,
  type Verification,
  type VerifyRequest,
} from '@fairlead/core'

type Request = BodyOf<typeof operations.createRegistry>
type EditRequest = BodyOf<typeof operations.editRegistry>
type DraftRequest = BodyOf<typeof operations.verifyDraft>
type Asked = Pick<Request, 'push' | 'image' | 'platform' | 'again'> | null | undefined
type Watch = Pick<VerifyRequest, 'onStart' | 'onCheck'>

/** Clients send null for what is not set, and settings that no kind has. */
const given = (config: Request['config']): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(config).filter(([, value]) => typeof value === 'string' || typeof value === 'number'),
  )

const toTransportInput = ({ tls, proxy }: Pick<Request, 'tls' | 'proxy'>): TransportInput => ({
  ...(tls === undefined ? {} : { tls: tls && camelKeys(tls) }),
  ...(proxy === undefined ? {} : { proxy }),
})

export function toVerifyRequest(asked: Asked, watch: Watch = {}): VerifyRequest {
  const platform = asked?.platform ? parsePlatform(asked.platform) : undefined
  return {
    ...watch,
    push: asked?.push ?? false,
    again: asked?.again ?? false,
    ...(asked?.image ? { image: asked.image } : {}),
    ...(platform ? { platform } : {}),
  }
}

/** A day is its beginning: a credential that ends on it may be gone by then. */
const toInstant = (given: string | null): string | null => given && new Date(given).toISOString()

export const toRegistryInput = (
  body: Request,
  unverified: string | undefined,
  watch: Watch = {},
): RegistryInput => ({
  name: body.name,
  description: body.description ?? '',
  kind: body.kind,
  url: body.url ?? undefined,
  config: given(body.config),
  ...toTransportInput(body),
  ...(typeof body.repository_prefix === 'string' ? { repositoryPrefix: body.repository_prefix } : {}),
  ...(body.expires_at === undefined ? {} : { statedExpiry: toInstant(body.expires_at) }),
  unverified: unverified === 'true',
  verify: toVerifyRequest(body, watch),
})

export const toRegistryEdit = (
  body: EditRequest,
  unverified: string | undefined,
  watch: Watch = {},
): RegistryEdit => ({
  ...toRegistryInput(body, unverified, watch),
  version: body.version ?? undefined,
})

export const toRotation = (
  body: BodyOf<typeof operations.rotateRegistry>,
  watch: Watch = {},
): RotationInput => ({
  config: given(body.config),
  graceHours: body.grace_hours,
  verify: toVerifyRequest(body, watch),
  statedExpiry: toInstant(body.expires_at ?? null),
  version: body.version ?? undefined,
})

export const toDraft = (body: DraftRequest): DraftToVerify => ({
  kind: body.kind,
  url: body.url ?? undefined,
  config: given(body.config),
  ...toTransportInput(body),
  statedExpiry: toInstant(body.expires_at ?? null),
})

const summary = ({ ok, startedAt, findings }: Verification): Answer['verification'] => ({
  ok,
  checked_at: startedAt,
  errors: findings.filter(({ severity }) => severity === 'error').length,
  warnings: findings.filter(({ severity }) => severity === 'warning').length,
  first_finding: firstOf(findings),
})

// They are kept with the errors first.
function firstOf([first]: Verification['findings']): NonNullable<Answer['verification']>['first_finding'] {
  return first ? { code: first.code, severity: first.severity, summary: first.summary } : null
}

const toTransport = ({
  caCertificates,
  skipTlsVerify,
  proxyUrl,
  proxyUsername,
}: StoredTransport): Pick<Answer, 'tls' | 'proxy'> => ({
  tls: { ca_certificates: caCertificates, skip_verify: skipTlsVerify },
  proxy: proxyUrl === null ? null : { url: proxyUrl, username: proxyUsername },
})

/** Names every field that is answered, so that a secret cannot slip in. */
export const toRegistry = (
  registry: ContainerRegistry,
  servicesCount: number,
  nextVerificationAt: string | null = null,
): Answer => ({
  id: registry.id,
  created_at: registry.createdAt,
  updated_at: registry.updatedAt,
  name: registry.name,
  kind: registry.kind,
  description: registry.description,
  url: registry.url,
  associated_services_count: servicesCount,
  config: { ...registry.config },
  version: registry.version,
  repository_prefix: registry.repositoryPrefix,
  ...toTransport(registry.transport),
  rotation: registry.previous && {
    rotated_at: registry.previous.rotatedAt,
    previous_until: registry.previous.until,
  },
  verification: registry.verification && summary(registry.verification),
  health: registryHealth(registry.verification),
  expires_at: credentialExpiry(registry),
  stated_expires_at: registry.statedExpiry,
  ...(nextVerificationAt === null ? {} : { next_verification_at: nextVerificationAt }),
})

export const toAvailable = ({ kind, form }: Pick<RegistryProvider, 'kind' | 'form'>): AvailableRegistry => ({
  kind,
  required_config: Object.fromEntries(
    form.fields.filter((each) => each.required).map((each) => [each.name, 'string']),
  ),
  is_mandatory: false,
  title: form.title,
  ...(form.url === undefined ? {} : { url: form.url }),
  compatible_urls: [...(form.compatibleUrls ?? [])],
  ...(form.urlHint === undefined ? {} : { url_hint: form.urlHint }),
  ...(form.urlPattern === undefined ? {} : { url_pattern: form.urlPattern }),
  fields: snakeKeys(form.fields),
  logins: snakeKeys(form.logins),
  anonymous: form.anonymous,
  steps: [...form.steps],
  presets: snakeKeys(form.presets ?? []),
})

const toPlacedService = (service: AssociatedService) => ({
  ...snakeKeys(service),
  service_type: 'CONTAINER' as const,
})

export const toImpact = ({ services, ...impact }: RegistryImpact): RegistryImpactAnswer => ({
  ...snakeKeys(impact),
  services: services.map(({ path: _, cluster, running, ...service }) => ({
    ...toPlacedService(service),
    cluster,
    running,
  })),
})
