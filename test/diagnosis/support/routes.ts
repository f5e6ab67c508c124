import type { Answer, Asked } from './answer.ts'
import type { Route } from './case-file.ts'

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** `*` stands for anything, slashes too. */
export const fits = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.split('*').map(literal).join('.*')}$`).test(text)

function fitsWho(when: Route['when'], { authorization }: Asked): boolean {
  const wanted = when?.authorization
  if (wanted === undefined) return true
  if (wanted === 'none') return authorization === undefined
  if (wanted === 'any') return authorization !== undefined
  if (typeof wanted === 'string') return authorization?.scheme === wanted
  if (authorization?.scheme === 'bearer') return authorization.token === wanted.password
  return (
    authorization?.password === wanted.password &&
    (wanted.user === undefined || authorization.user === wanted.user)
  )
}

function fitsWhat({ method, path, headersAsked = {} }: Route, asked: Asked): boolean {
  const query = asked.query.toString()
  const whole = path.includes('?') ? `${asked.path}?${decodeURIComponent(query)}` : asked.path
  const hasHeaders = Object.entries(headersAsked).every(([name, pattern]) =>
    fits(pattern, String(asked.headers[name] ?? '')),
  )
  return (method === undefined || method === asked.method) && fits(path, whole) && hasHeaders
}

/** The exact answers of a host, in their order; undefined where none fits. */
export function createRoutes(routes: readonly Route[]): (asked: Asked) => Answer | undefined {
  const left = routes.map(({ times }) => times ?? Number.POSITIVE_INFINITY)
  return (asked) => {
    const place = routes.findIndex(
      (route, at) => (left[at] ?? 0) > 0 && fitsWhat(route, asked) && fitsWho(route.when, asked),
    )
    const route = routes[place]
    if (!route) return undefined
    left[place] = (left[place] ?? 0) - 1
    const isJson = route.json !== undefined
    const body = isJson ? JSON.stringify(route.json) : (route.text ?? '')
    return {
      status: route.status,
      headers: { ...(isJson ? { 'content-type': 'application/json' } : {}), ...route.headers },
      body,
      ...(route.cutAfter === undefined ? {} : { cutAfter: route.cutAfter }),
    }
  }
}
