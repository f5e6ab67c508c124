import { relative } from 'node:path'
import type { Context } from '../context.ts'

/** A path as short as it can be typed where the command was started. */
export function nearPath(path: string): string {
  const way = relative(process.cwd(), path)
  return way.startsWith('..') ? path : way || '.'
}

/** `cat .fairlead/admin-token`, as the shell of this platform takes it. */
function printFileCommand(path: string): string {
  const shown = nearPath(path)
  const quoted = /^[\w./\\:@+-]+$/.test(shown) ? shown : JSON.stringify(shown)
  return `${process.platform === 'win32' ? 'type' : 'cat'} ${quoted}`
}

/** An address that a browser of this machine opens; one of every interface is none. */
const openable = (url: string): string =>
  url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')

/**
 * Where the console is and how to sign in to it: the last and clearest thing that a start prints. The token is not in the
 * address, which browsers keep in their histories.
 */
export function renderConsole(
  { url, tokenFile }: { readonly url: string; readonly tokenFile: string | undefined },
  { style }: Pick<Context, 'style'>,
): string {
  const token = tokenFile
    ? `the token that this prints:  ${style.cyan(printFileCommand(tokenFile))}`
    : 'an API token; its first one is where the first start was made'
  return [
    `  ${style.bold('Open the console')}  ${style.bold(style.cyan(openable(url)))}`,
    `  ${style.bold('and sign in')} with ${token}`,
    '',
    `  ${style.dim('Ctrl-C ends it.')}`,
    '',
    '',
  ].join('\n')
}
