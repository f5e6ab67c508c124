// Plain JavaScript that runs on Node.js 18: it finds, or fetches from npm, the Node.js that runs the rest.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')
/** The oldest Node.js that runs our TypeScript as it is (see docs/decisions/0002-node-24-from-npm.md). */
const NEEDED = [24, 15]
const OLDEST_HOST = [20, 20]

/** Whether `version` (`24.21.0`) is at least `[major, minor]`. Odd majors above are never long-term releases: 25 is refused. */
const atLeast = (version, [major, minor]) => {
  const [has, hasMinor] = version.split('.').map(Number)
  return has > major || (has === major && hasMinor >= minor)
}
const runsFairlead = (version) => atLeast(version, NEEDED) && !version.startsWith('25.')

/** Ends the process with one line on standard error. */
function refuse(message) {
  process.stderr.write(`fairlead: ${message}\n`)
  process.exit(1)
}

/** Runs npm on the Node.js `node` and lets it speak only when it fails. */
export function npm(args, { cwd, say, node = process.execPath }) {
  process.stderr.write(`${say}\n`)
  const npmCli = process.env.npm_execpath
  const command = npmCli?.endsWith('.js') ? [node, npmCli] : ['npm']
  try {
    execFileSync(command[0], [...command.slice(1), ...args, '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd,
      env: environmentFor(node),
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    })
  } catch (error) {
    if (error.code === 'ENOENT')
      refuse('npm is not on the PATH. Install it with Node.js from https://nodejs.org.')
    process.stderr.write(`${error.stdout ?? ''}${error.stderr ?? ''}`)
    refuse(`"npm ${args.join(' ')}" failed in ${cwd} (its output is above).`)
  }
}

/**
 * Path of a Node.js that runs Fairlead: the host's own when it is new enough, else the one that npm delivers into
 * `tools/node/<platform>`, integrity-locked and without scripts.
 */
export function findNode() {
  const host = process.versions.node
  if (runsFairlead(host)) return process.execPath
  const platform = `${process.platform}-${process.arch}`
  const folder = join(ROOT, 'tools', 'node', platform)
  if (!atLeast(host, OLDEST_HOST) || !existsSync(folder)) {
    refuse(
      `Node.js ${host} is too old here. Install Node.js ${NEEDED.join('.')} or later (https://nodejs.org); ` +
        `on Linux x64 and arm64, ${OLDEST_HOST.join('.')} is enough and the rest comes from npm.`,
    )
  }
  const binary = join(folder, 'node_modules', `node-${platform}`, 'bin', 'node')
  if (!existsSync(binary)) {
    npm(['ci', '--ignore-scripts'], {
      cwd: folder,
      say: `Node.js ${host} is older than ${NEEDED.join('.')}: getting Node.js 24 from npm (once) …`,
    })
  }
  return binary
}

/** Builds the console where its sources changed since it was built. A server runs without it, so a failure is only told. */
export function ensureConsole(node) {
  const build = join(ROOT, 'packages', 'console', 'build.ts')
  const { status } = spawnSync(node, [build], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environmentFor(node),
  })
  if (status !== 0)
    process.stderr.write('The console could not be built (see above); the rest works without it.\n')
}

/** Environment in which `node` is found first, for what is started from here. */
export function environmentFor(node) {
  const separator = process.platform === 'win32' ? ';' : ':'
  return { ...process.env, PATH: `${dirname(node)}${separator}${process.env.PATH ?? ''}` }
}

/** Runs a command in the foreground and ends this process as it ended. Signals reach it: it shares our terminal. */
export function become(command, args, env, cwd = process.cwd()) {
  const child = spawn(command, args, { stdio: 'inherit', env, cwd })
  // A terminal sends Ctrl-C to both of us; a service manager signals only this process, so it is passed on.
  const forward = (signal) => {
    if (!process.stdin.isTTY || signal !== 'SIGINT') child.kill(signal)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward)
  child.on('error', (error) => refuse(`cannot start ${command}: ${error.message}`))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    for (const each of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(each)
    process.kill(process.pid, signal)
  })
}

export { ROOT }
