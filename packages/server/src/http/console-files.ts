import { readdir, readFile } from 'node:fs/promises'
import { extname } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}
/** In the order of preference, by the file that the build wrote beside the plain one. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

export interface ConsoleFile {
  readonly type: string
  /** The bytes in the best encoding that the header `accept-encoding` takes. */
  encoded(accepted: string | string[] | undefined): {
    readonly encoding: string | undefined
    readonly bytes: Buffer
  }
}

export interface ConsoleFiles {
  /** The one HTML page. */
  readonly page: string
  /** By the path below `/assets/`. */
  readonly assets: ReadonlyMap<string, ConsoleFile>
}

/** Reads what `npm run build:console` wrote; undefined where it did not run. */
export async function readConsoleFiles(folder: URL): Promise<ConsoleFiles | undefined> {
  try {
    const page = await readFile(new URL('index.html', folder), 'utf8')
    const names = await readdir(new URL('assets/', folder))
    const plain = names.filter((name) => extname(name) in TYPES)
    const assets = await Promise.all(
      plain.map(async (name) => [name, await readAsset(new URL('assets/', folder), name)] as const),
    )
    return { page, assets: new Map(assets) }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function readAsset(folder: URL, name: string): Promise<ConsoleFile> {
  const plain = await readFile(new URL(name, folder))
  const variants: { readonly encoding: string; readonly bytes: Buffer }[] = []
  for (const [encoding, ending] of ENCODINGS) {
    const bytes = await readFile(new URL(name + ending, folder)).catch(() => undefined)
    if (bytes) variants.push({ encoding, bytes })
  }
  return {
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    encoded: (accepted) =>
      variants.find(({ encoding }) => takes(String(accepted ?? ''), encoding)) ?? {
        encoding: undefined,
        bytes: plain,
      },
  }
}

/** RFC 9110 §12.5.3: a coding with `q=0` is refused. */
const takes = (accepted: string, encoding: string): boolean =>
  accepted.split(',').some((each) => {
    const [name, ...parameters] = each.split(';').map((part) => part.trim().toLowerCase())
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })
