import { type Finding, finding, isAppError, normalizeArchitecture, type Platform } from '@fairlead/core'
import type { Engine } from './engine.ts'

// Docker 20.10, the oldest that this was run against.
const OLDEST_API = '1.41'

interface EngineInfo {
  readonly OSType?: string
  readonly Architecture?: string
  readonly MemoryLimit?: boolean
  readonly CpuCfsQuota?: boolean
}

/** What keeps this engine from running services, and what it will not do. */
export async function checkEngine(engine: Engine, signal: AbortSignal): Promise<readonly Finding[]> {
  try {
    const version = await engine.call('GET /version', signal, (docker) => docker.version())
    const info: EngineInfo = await engine.call('GET /info', signal, (docker) => docker.info())
    return [
      ...(isOlder(version.ApiVersion, OLDEST_API) ? [tooOld(version.Version, version.ApiVersion)] : []),
      ...unlimited(info),
    ]
  } catch (error) {
    if (isAppError(error, 'target.unreachable') || isAppError(error, 'target.failed')) return error.findings
    throw error
  }
}

/** The engine's one platform. */
export async function enginePlatforms(engine: Engine, signal: AbortSignal): Promise<readonly Platform[]> {
  const info: EngineInfo = await engine.call('GET /info', signal, (docker) => docker.info())
  const machine = info.Architecture ?? ''
  // normalizeArchitecture knows armv7l, which is what "arm" means without a variant.
  const older = /^armv(\d)/.exec(machine)?.[1]
  return [
    {
      os: info.OSType ?? 'linux',
      architecture: older ? 'arm' : normalizeArchitecture(machine),
      ...(older ? { variant: `v${older}` } : {}),
    },
  ]
}

function isOlder(version: string, oldest: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split('.').map(Number)
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor)
}

const tooOld = (version: string, api: string): Finding =>
  finding('deploy.not_supported', {
    summary: `Docker ${version} is older than what Fairlead was tried with.`,
    evidence: [{ asked: 'GET /version', answered: `API ${api}` }],
    remedy: {
      action: 'Upgrade the engine to Docker 20.10 or newer.',
      link: 'https://docs.docker.com/engine/install/',
    },
  })

function unlimited({ MemoryLimit, CpuCfsQuota }: EngineInfo): Finding[] {
  const missing = [
    ...(MemoryLimit === false ? ['memory'] : []),
    ...(CpuCfsQuota === false ? ['CPU time'] : []),
  ]
  if (missing.length === 0) return []
  return [
    finding('deploy.not_supported', {
      summary: `The engine cannot limit the ${missing.join(' and the ')} of containers.`,
      evidence: [{ asked: 'GET /info', answered: `MemoryLimit ${MemoryLimit}, CpuCfsQuota ${CpuCfsQuota}` }],
      remedy: {
        action: 'Enable the control groups for memory and CPU on the machine of the engine.',
        link: 'https://docs.docker.com/engine/security/rootless/tips/#limiting-resources',
      },
    }),
  ]
}
