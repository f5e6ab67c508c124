import { type ApiCall, ApiRefusal } from './call.ts'

// https://docs.github.com/rest/packages/packages#list-packages-for-an-organization
const DEFAULT_SIZE = 30
const MAX_SIZE = 100
const MAX_REACH = 10_000

function positive(text: string | null, otherwise: number): number {
  const value = Number(text ?? otherwise)
  return Number.isInteger(value) && value > 0 ? value : otherwise
}

/** The asked page of a list, with the `Link` header (RFC 8288) to its neighbours. Throws 400 beyond 10,000 results. */
export function paginate<T>(
  call: ApiCall,
  all: readonly T[],
): { page: readonly T[]; headers: Record<string, string> } {
  const size = Math.min(positive(call.query.get('per_page'), DEFAULT_SIZE), MAX_SIZE)
  const number = positive(call.query.get('page'), 1)
  if (size * number > MAX_REACH) throw new ApiRefusal(400, 'Invalid argument.')
  const last = Math.max(1, Math.ceil(all.length / size))
  const link = (page: number, relation: string) => {
    const url = new URL(call.url)
    url.searchParams.set('page', String(page))
    return `<${url}>; rel="${relation}"`
  }
  const links = [
    ...(number > 1 ? [link(Math.min(number - 1, last), 'prev')] : []),
    ...(number < last ? [link(number + 1, 'next'), link(last, 'last')] : []),
    ...(number > 1 ? [link(1, 'first')] : []),
  ]
  return {
    page: all.slice((number - 1) * size, number * size),
    headers: links.length > 0 ? { Link: links.join(', ') } : {},
  }
}
