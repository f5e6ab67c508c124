import type { Page } from 'playwright-core'

interface Watch {
  /** Address of the only server that the page may ask. */
  readonly url: string
  readonly secrets: ReadonlySet<string>
}

/** What the browser prints of its own about an answer that was not 2xx: the page shows those itself. A Docker
 * engine that starts a container changes the machine's network, at which Chromium asks anew. */
const EXPECTED =
  /^Failed to load resource: (the server responded with a status of 4\d\d|net::ERR_NETWORK_CHANGED$)/

interface Seen {
  readonly document: string
  readonly storage: string
}
// A text, as the types of a browser's page are not those of the tests.
const LOOK = `({
  document: document.documentElement.outerHTML,
  storage: JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
})`

/** Records what a page must never do: break its Content-Security-Policy, fail, ask others, or let a secret be seen. */
export function watchPage(page: Page, { url, secrets }: Watch): { faults(): Promise<string[]> } {
  const faults = new Set<string>()
  const reading: Promise<void>[] = []
  const look = (where: string, text: string): void => {
    // The secret itself must not get into the report.
    for (const secret of secrets) if (text.includes(secret)) faults.add(`a secret is in ${where}`)
  }
  page.on('pageerror', (error) => faults.add(`error: ${error.message}`))
  page.on('console', (message) => {
    const text = message.text()
    look('the browser log', text)
    if (['error', 'warning'].includes(message.type()) && !EXPECTED.test(text)) faults.add(`logged: ${text}`)
  })
  page.on('request', (request) => {
    look('an address', request.url())
    if (!request.url().startsWith(`${url}/`) && !/^(data|blob):/.test(request.url()))
      faults.add(`asked ${request.url()}`)
  })
  page.on('response', (response) => {
    const type = response.headers()['content-type'] ?? ''
    // A stream's body is not there before it ends.
    if (!/json|html/.test(type)) return
    reading.push(
      response.text().then(
        (text) => look(`the answer of ${new URL(response.url()).pathname}`, text),
        () => undefined,
      ),
    )
  })
  return {
    async faults() {
      look('the address', page.url())
      const seen = await page.evaluate<Seen>(LOOK).catch(() => undefined)
      look('the document', seen?.document ?? '')
      look('the storage', seen?.storage ?? '')
      await Promise.all(reading)
      return [...faults]
    },
  }
}
