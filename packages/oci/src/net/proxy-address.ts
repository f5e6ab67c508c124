import { type FieldIssue, invalidRequest, type Proxy as ProxySettings } from '@fairlead/core'

/** A proxy, ready to be asked. */
export interface ProxyAddress {
  /** `http://proxy.example.com:3128` */
  readonly origin: string
  /** Host and port, for messages. */
  readonly host: string
  /** Value of `Proxy-Authorization`. */
  readonly authorization?: string
}

const FIELD = 'transport.proxy'

function urlIssue(url: URL | null): FieldIssue | undefined {
  const issue = (problem: string, remedy: string): FieldIssue => ({ field: `${FIELD}.url`, problem, remedy })
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return issue('is not an http or https address', 'Write it as http://proxy.example.com:3128.')
  }
  if (url.username !== '' || url.password !== '') {
    return issue('holds a user name or password', 'Give them in their own fields.')
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return issue('has a path', 'Leave out everything after the port.')
  }
  return undefined
}

function userIssues({ username, password }: ProxySettings): readonly FieldIssue[] {
  const issues: FieldIssue[] = []
  // https://www.rfc-editor.org/rfc/rfc7617#section-2
  if (username !== undefined && /[:\p{Cc}]/u.test(username)) {
    issues.push({
      field: `${FIELD}.username`,
      problem: 'holds a colon or a control character',
      remedy: 'Give the user name alone.',
    })
  }
  if (password !== undefined && /\p{Cc}/u.test(password.reveal())) {
    issues.push({
      field: `${FIELD}.password`,
      problem: 'holds a control character',
      remedy: 'Give it without a line end.',
    })
  }
  if (password !== undefined && !username) {
    issues.push({
      field: `${FIELD}.username`,
      problem: 'is missing beside the password',
      remedy: 'Give the user name that the password belongs to.',
    })
  }
  return issues
}

/** Reads a proxy's address and user. Throws `request.invalid` naming the fields of `transport.proxy` at fault. */
export function parseProxy(proxy: ProxySettings): ProxyAddress {
  const url = URL.parse(proxy.url)
  const issue = urlIssue(url)
  const issues = [...(issue ? [issue] : []), ...userIssues(proxy)]
  if (issues.length > 0 || url === null) throw invalidRequest(issues)
  const { username, password } = proxy
  const pair = `${username ?? ''}:${password?.reveal() ?? ''}`
  return {
    origin: url.origin,
    host: url.host,
    ...(username ? { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } : {}),
  }
}
