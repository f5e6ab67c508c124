import { invalidRequest } from '@fairlead/core'

// Ports where a server of another protocol may take a request for its own: the Fetch standard's blocked ports.
// https://fetch.spec.whatwg.org/#port-blocking
const OTHER_PROTOCOLS: ReadonlySet<number> = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
])

/** Whether the platform's `fetch` refuses the port by itself, whoever asks. */
export const isBlockedByFetch = (port: number): boolean => OTHER_PROTOCOLS.has(port)

interface PortRange {
  readonly from: number
  readonly to: number
}

export const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port <= 65_535

function parseRange(text: string, field: string): PortRange {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text)
  const from = Number(match?.[1])
  const to = Number(match?.[2] ?? match?.[1])
  if (isPort(from) && isPort(to) && from <= to) return { from, to }
  throw invalidRequest([
    {
      field,
      problem: `is not a port or a range of ports: "${text.slice(0, 80)}"`,
      remedy: 'Write ports from 1 to 65535, such as 443 or 5000-5999.',
    },
  ])
}

/**
 * A test whether requests may go to a port. Without a list it is every port but those that belong to other protocols;
 * with one it is the listed ports alone, whatever they belong to. Throws `request.invalid` for a malformed entry.
 */
export function createPortTest(ports: readonly string[] | undefined): (port: number) => boolean {
  if (ports === undefined) return (port) => isPort(port) && !OTHER_PROTOCOLS.has(port)
  const ranges = ports.map((text, position) => parseRange(text, `ports[${position}]`))
  return (port) => ranges.some(({ from, to }) => port >= from && port <= to)
}
