import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '@fairlead/core'
import type { TwinAdministration } from '../administration/administration.ts'
import { sendText } from '../http/json.ts'
import type { Signer } from '../registry/signature.ts'

const LIFETIME_MS = 60 * 60_000

/** The page behind `X-GitHub-SSO`, where a person authorizes a token for an organization. */
export interface SsoRequests {
  /** Address of the page; holds for an hour. */
  address(origin: string, tokenId: number, organization: string): string
  /** GET shows the page, POST grants. */
  serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>
}

export function createSsoRequests(signer: Signer, twin: TwinAdministration, clock: Clock): SsoRequests {
  const pathOf = (organization: string) => `/orgs/${organization}/sso`
  return {
    address: (origin, tokenId, organization) => {
      const claim = `${tokenId}.${clock.now().getTime() + LIFETIME_MS}`
      const signature = signer.sign('sso', `${organization}.${claim}`)
      return `${origin}${pathOf(organization)}?authorization_request=${claim}.${signature}`
    },
    serve: async (request, response, url) => {
      const organization = /^\/orgs\/([^/]+)\/sso$/.exec(url.pathname)?.[1]
      if (organization === undefined) return
      request.resume()
      const asked = url.searchParams.get('authorization_request') ?? ''
      const [tokenId = '', until = '', signature = ''] = asked.split('.')
      const signed = signer.verify('sso', `${organization}.${tokenId}.${until}`, signature)
      const token = twin.token(Number(tokenId))
      if (!signed || Number(until) <= clock.now().getTime() || !token || !twin.organization(organization)) {
        page(response, 404, 'This authorization request is not known, or is older than an hour. Ask again.')
      } else if (request.method === 'POST') {
        await twin.grantSso(token.id, organization)
        page(response, 200, `The token "${token.name}" is authorized for ${organization}.`)
      } else {
        const ask = `Authorize the token "${token.name}" of ${token.login} for single sign-on of ${organization}?`
        page(response, 200, ask, '<form method="post"><button>Authorize</button></form>')
      }
    },
  }
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

function page(response: ServerResponse, status: number, text: string, form = ''): void {
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'; form-action 'self'",
  }
  sendText(
    response,
    status,
    headers,
    `<!doctype html><title>Single sign-on</title><p>${escapeHtml(text)}</p>${form}\n`,
  )
}
