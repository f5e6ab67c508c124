import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { normalizeArchitecture } from '@fairlead/core'
import { type AssembledImage, assembleImage, type LayerEntry } from '@fairlead/oci/assemble'

/** Port on which the sample serves its page. */
export const SAMPLE_PORT = 8080

/** The tags of the sample, from the oldest. */
export const SAMPLE_TAGS = ['1.0', '1.1'] as const

// esbuild's program is one static file that can serve a folder: a web server that npm delivers for every platform.
async function serverProgram(): Promise<Buffer> {
  const inEsbuild = createRequire(createRequire(import.meta.url).resolve('esbuild'))
  return readFile(inEsbuild.resolve(`@esbuild/${process.platform}-${process.arch}/bin/esbuild`))
}

const page = (tag: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Hello from Fairlead</title>
<style>
  :root { color-scheme: light dark; font: 1.1rem/1.6 system-ui, sans-serif }
  body { max-width: 34rem; margin: 20vh auto 0; padding: 0 1.5rem }
  code { font-size: .95em }
</style>
<h1>Hello from Fairlead</h1>
<p>This page is served by the sample application, version <code>${tag}</code>. It was pushed to a registry, its
connection was proved, and it runs from the digest that its tag stood for.</p>
</html>
`

/** The sample application in each of its tags. The same files give the same digests on every start. */
export async function assembleSample(): Promise<
  readonly { readonly tag: string; readonly image: AssembledImage }[]
> {
  const program: LayerEntry[] = [{ path: '/bin/serve', content: await serverProgram(), mode: 0o755 }]
  return SAMPLE_TAGS.map((tag) => ({
    tag,
    image: assembleImage([program, [{ path: '/www/index.html', content: Buffer.from(page(tag)) }]], {
      platform: { os: process.platform, architecture: normalizeArchitecture(process.arch) },
      // It would end with its standard input, which a container does not have, unless told to watch forever.
      entrypoint: ['/bin/serve', '--servedir=/www', `--serve=0.0.0.0:${SAMPLE_PORT}`, '--watch=forever'],
      exposedPorts: [`${SAMPLE_PORT}/tcp`],
      labels: {
        'org.opencontainers.image.title': 'hello',
        'org.opencontainers.image.version': tag,
        'org.opencontainers.image.description': 'The sample application of Fairlead',
      },
      user: '65532:65532',
    }),
  }))
}
