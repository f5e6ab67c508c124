import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  isIP,
  type Socket,
  type Server as TcpServer,
} from 'node:net'
import { createServer as createTlsServer, connect as secureConnect } from 'node:tls'
import {
  createGuardedFetch,
  type GuardedFetch,
  type GuardedFetchSettings,
  type PinnedConnector,
} from '@fairlead/oci/net'
import { type Answer, type Asked, readAuthorization } from './answer.ts'
import type { DiagnosisCase, HostFacts, HostFault } from './case-file.ts'
import { CERTIFICATES, PUBLIC_AUTHORITY } from './certificates.ts'
import { createGithubHost } from './github-host.ts'
import { createRegistryHost, type RegistryHost } from './registry-host.ts'
import { createRoutes } from './routes.ts'

/** The hosts of a case, played on loopback. */
export interface World {
  /** The product's own guarded fetch. Names, addresses and certificates are the case's; no byte leaves this machine. */
  readonly fetch: GuardedFetch
  /** How another guarded fetch finds and reaches the case's hosts. */
  readonly network: Required<Pick<GuardedFetchSettings, 'connector' | 'lookup'>>
  /** `GET https://ghcr.io/v2/ 401`, in the order of the answers. */
  readonly seen: readonly string[]
  close(): Promise<void>
}

interface Host {
  readonly facts: HostFacts
  answer(asked: Asked): Answer
}

const PUBLIC_ADDRESS = '140.82.112.33'
const NOWHERE: Answer = { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not Found\n' }
const NO_FACTS: HostFacts = { routes: [] }

function createHosts(world: DiagnosisCase['world']): ReadonlyMap<string, Host> {
  const registries = new Map<string, RegistryHost>()
  for (const [name, { registry }] of Object.entries(world.hosts)) {
    if (registry) registries.set(name, createRegistryHost(name, registry))
  }
  const realms = [...registries.values()].flatMap((registry) =>
    registry.realm ? [{ realm: registry.realm, registry }] : [],
  )
  const names = new Set([...Object.keys(world.hosts), ...realms.map(({ realm }) => realm.host)])
  const create = (name: string): Host => {
    const facts = world.hosts[name] ?? NO_FACTS
    const routes = createRoutes(facts.routes)
    const github = facts.github && createGithubHost(facts.github)
    const realm = realms.find((each) => each.realm.host === name)
    return {
      facts,
      answer: (asked) =>
        routes(asked) ??
        (realm && asked.path === realm.realm.pathname ? realm.registry.token(asked) : undefined) ??
        registries.get(name)?.answer(asked) ??
        github?.(asked) ??
        NOWHERE,
    }
  }
  return new Map([...names].map((name) => [name, create(name)]))
}

function readAsked({ method = 'GET', url = '/', headers }: IncomingMessage): Asked {
  const { pathname, searchParams } = new URL(url, 'http://case.invalid')
  const authorization = readAuthorization(headers.authorization)
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? []
  const range = first && last ? ([Number(first), Number(last)] as const) : undefined
  return {
    method,
    host: headers.host ?? '',
    path: pathname,
    query: searchParams,
    headers,
    authorization,
    range,
  }
}

function send(response: ServerResponse, method: string, answer: Answer, clock: string): void {
  const body = Buffer.from(answer.body ?? '')
  const headers = {
    date: new Date(clock).toUTCString(),
    'content-length': String(body.byteLength),
    ...answer.headers,
  }
  response.writeHead(answer.status, headers)
  if (answer.cutAfter !== undefined) {
    response.write(body.subarray(0, answer.cutAfter), () => response.destroy())
  } else {
    response.end(method === 'HEAD' ? undefined : body)
  }
}

async function listen(server: Server | TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** Starts the hosts of a case. A host that the case does not name is not known to DNS. */
export async function startWorld({ world, now }: DiagnosisCase): Promise<World> {
  const hosts = createHosts(world)
  const seen: string[] = []
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const asked = readAsked(request)
    const host = hosts.get(asked.host)
    const answer = host?.answer(asked) ?? NOWHERE
    seen.push(`${asked.method} ${asked.host}${request.url} ${answer.status}`)
    send(response, asked.method, answer, host?.facts.clock ?? now)
  }
  const plain = createHttpServer(handle)
  const doors = new Map<HostFault | undefined, number>()
  const servers: TcpServer[] = [plain]
  const sockets = new Set<Socket>()
  const open = async (fault: HostFault, server: TcpServer): Promise<void> => {
    servers.push(server)
    server.on('connection', (socket) => sockets.add(socket))
    doors.set(fault, await listen(server))
  }
  doors.set(undefined, await listen(plain))
  for (const fault of new Set([...hosts.values()].map(({ facts }) => facts.fault))) {
    // Whatever comes in is kept open and never answered; or closed at the first byte.
    if (fault === 'silent')
      await open(
        fault,
        createTcpServer((socket) => socket.on('error', () => {}).resume()),
      )
    if (fault === 'closed')
      await open(
        fault,
        createTcpServer((socket) => socket.on('error', () => {}).once('data', () => socket.destroy())),
      )
    if (fault === 'tls-expired' || fault === 'tls-wrong-host' || fault === 'tls-unknown-authority') {
      const secure = createTlsServer(CERTIFICATES[fault], (socket) => plain.emit('connection', socket))
      secure.on('tlsClientError', () => {})
      await open(fault, secure)
    }
    if (fault === 'refused') {
      const shut = createTcpServer()
      doors.set(fault, await listen(shut))
      await new Promise((resolve) => shut.close(resolve))
    }
  }

  const hostOf = (hostname: string, port: string): HostFacts | undefined =>
    (hosts.get(port === '' ? hostname : `${hostname}:${port}`) ?? hosts.get(hostname))?.facts
  const connector: PinnedConnector = (options, callback) => {
    const { hostname, port, protocol, trust } = options
    const fault = hostOf(hostname, port)?.fault
    const door = { host: '127.0.0.1', port: doors.get(fault) ?? doors.get(undefined) ?? 0 }
    const isSecure = protocol === 'https:' && (fault === 'plain-http' || fault?.startsWith('tls-'))
    const trusted = trust.secureContext ? trust : { ...trust, ca: [PUBLIC_AUTHORITY] }
    const socket = isSecure
      ? secureConnect({ ...door, ...(isIP(hostname) ? {} : { servername: hostname }), ...trusted })
      : connect(door)
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      socket.off('error', fail)
      callback(null, socket)
    })
    const fail = (error: Error): void => callback(error, null)
    socket.once('error', fail)
  }
  const lookup: World['network']['lookup'] = async (hostname) => {
    const facts = [...hosts]
      .filter(([name]) => name.replace(/:\d+$/, '') === hostname)
      .map(([, host]) => host.facts)
    const [first] = facts
    if (!first || first.fault === 'dns')
      throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' })
    const address = first.address ?? PUBLIC_ADDRESS
    return [{ address, family: address.includes(':') ? 6 : 4 }]
  }
  const network = { connector, lookup }
  const fetch = createGuardedFetch({ policy: { privateNetworks: world.privateNetworks }, ...network })
  return {
    fetch,
    network,
    seen,
    async close() {
      plain.closeAllConnections()
      for (const socket of sockets) socket.destroy()
      for (const server of servers) server.close()
      await fetch.close()
    },
  }
}
