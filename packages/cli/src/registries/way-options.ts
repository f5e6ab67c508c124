import { readFile } from 'node:fs/promises'
import type { RegistryRequest } from '@fairlead/api/client'
import type { OptionSpec } from '../command.ts'
import { usageFailure } from '../failure.ts'
import type { Io } from '../io.ts'
import { flag, text } from '../options.ts'
import { variableOf } from './read-settings.ts'

const PROXY_PASSWORD = 'proxy_password'

const proxyOptions = {
  proxy: text(
    'URL',
    `HTTP proxy of this registry alone, such as http://proxy.example.com:3128; its password is read from ${variableOf(PROXY_PASSWORD)} or --secret-file ${PROXY_PASSWORD}=PATH`,
  ),
  proxyUsername: text('NAME', "User name of the registry's proxy"),
}

const caFile = text('PATH', 'PEM certificates of authorities that are trusted for this registry too')

/** How a registry is reached, for a new one. */
export const wayOptions = {
  repositoryPrefix: text(
    'PREFIX',
    'Repositories that the connection is for, such as acme or acme/team; for GHCR its owner if left out, else all of the host',
  ),
  caFile,
  insecureSkipTlsVerify: flag(
    'Take any TLS certificate: whoever is on the way can read the credential. Told on every verification, and audited',
  ),
  ...proxyOptions,
}

/** How registries are reached that are asked now and not saved. */
export const askingWayOptions = {
  caFile,
  insecureSkipTlsVerify: flag(
    'Take any TLS certificate: whoever is on the way can read the credential. Told in the answer',
  ),
  proxy: text(
    'URL',
    `HTTP proxy to ask by, such as http://proxy.example.com:3128; its password is read from ${variableOf(PROXY_PASSWORD)}`,
  ),
  proxyUsername: text('NAME', 'User name of the proxy'),
}

/** A way that is asked by now: undefined where none is given. The password is plain. Throws a usage failure. */
export async function readAskingWay(
  way: Pick<Way, 'caFile' | 'insecureSkipTlsVerify' | 'proxy' | 'proxyUsername'>,
  io: Pick<Io, 'env'>,
) {
  const { tls, proxy } = await readWay(way, {}, io)
  if (!tls?.ca_certificates && !tls?.skip_verify && !proxy) return undefined
  return { authorities: tls?.ca_certificates, skipTlsVerify: tls?.skip_verify, proxy }
}

/** As `wayOptions`, for one that is there: what is left out stays. */
export const wayChanges = {
  ...wayOptions,
  insecureSkipTlsVerify: {
    summary: `${wayOptions.insecureSkipTlsVerify.summary}; --no-insecure-skip-tls-verify checks it again`,
    negatable: true,
  } satisfies OptionSpec<boolean | undefined> as OptionSpec<boolean | undefined>,
  withoutCa: flag('Trust no authorities of its own any more'),
  withoutProxy: flag('Use no proxy of its own any more'),
}

export interface Way {
  readonly repositoryPrefix?: string | undefined
  readonly caFile?: string | undefined
  readonly insecureSkipTlsVerify?: boolean | undefined
  readonly proxy?: string | undefined
  readonly proxyUsername?: string | undefined
  readonly withoutCa?: boolean
  readonly withoutProxy?: boolean
}

async function readAuthorities(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usageFailure(`--ca-file: ${path} cannot be read (${error.code ?? 'unknown error'}).`)
  })
}

function tlsOf(
  { insecureSkipTlsVerify: skip, withoutCa }: Way,
  authorities: string | undefined,
): RegistryRequest['tls'] {
  const ca = withoutCa ? null : authorities
  if (ca === undefined && skip === undefined) return undefined
  return {
    ...(ca === undefined ? {} : { ca_certificates: ca }),
    ...(skip === undefined ? {} : { skip_verify: skip }),
  }
}

function proxyOf(way: Way, password: string | undefined): RegistryRequest['proxy'] {
  if (way.withoutProxy) return null
  if (way.proxy === undefined) {
    if (way.proxyUsername === undefined) return undefined
    throw usageFailure('--proxy-username is for --proxy: give both.')
  }
  return { url: way.proxy, username: way.proxyUsername, password }
}

/** The fields of a request that say how a registry is reached. Throws a usage failure. */
export async function readWay(
  way: Way,
  files: Readonly<Record<string, string>>,
  io: Pick<Io, 'env'>,
): Promise<Pick<RegistryRequest, 'tls' | 'proxy' | 'repository_prefix'>> {
  if (way.caFile !== undefined && way.withoutCa)
    throw usageFailure('--ca-file and --without-ca exclude each other.')
  if (way.proxy !== undefined && way.withoutProxy) {
    throw usageFailure('--proxy and --without-proxy exclude each other.')
  }
  const authorities = way.caFile === undefined ? undefined : await readAuthorities(way.caFile)
  const password = files[PROXY_PASSWORD] ?? io.env[variableOf(PROXY_PASSWORD)]
  return {
    tls: tlsOf(way, authorities),
    proxy: proxyOf(way, password),
    repository_prefix: way.repositoryPrefix,
  }
}
