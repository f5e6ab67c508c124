import type { Diagnosis } from '@fairlead/api/client'

type Finding = Pick<Diagnosis['findings'][number], 'code' | 'summary' | 'remedy'>

const splitName = (subject: string) => {
  const [name = subject] = subject.split('@')
  const slash = name.indexOf('/')
  const colon = name.lastIndexOf(':')
  const tagged = colon > name.lastIndexOf('/')
  return {
    host: name.slice(0, slash),
    repository: name.slice(slash + 1, tagged ? colon : undefined),
    tag: tagged ? name.slice(colon) : '',
  }
}

/** The words that a finding proposes: `Did you mean 1.0 or 1.1?`. */
const proposed = (summary: string): readonly string[] =>
  /Did you mean ([^?]+)\?/.exec(summary)?.[1]?.split(' or ') ?? []

/** The name that a remedy tells to write: `Write ghcr.io/acme/app.` */
const toWrite = (remedy: Finding['remedy']): readonly string[] => {
  const name = /^Write (\S+?)\.(?:\s|$)/.exec(remedy?.action ?? '')?.[1]
  return name?.includes('/') ? [name] : []
}

function namesOf({ code, summary, remedy }: Finding, subject: string): readonly string[] {
  const { host, repository, tag } = splitName(subject)
  switch (code) {
    case 'tag.not_found':
      return proposed(summary).map((each) => `${host}/${repository}:${each}`)
    case 'package.not_found': {
      const [owner = ''] = repository.split('/')
      // GitHub's packages are named without their owner.
      const inFull = (each: string) => (each.startsWith(`${owner}/`) ? each : `${owner}/${each}`)
      return proposed(summary).map((each) => `${host}/${inFull(each)}${tag}`)
    }
    case 'image.host_assumed':
    case 'image.host_misspelled':
    case 'image.not_lowercase':
    case 'owner.not_lowercase':
      return toWrite(remedy)
    default:
      return []
  }
}

/** Images that may have been meant instead, in full, as the findings propose them. */
export const meantNames = ({
  findings,
  subject,
}: Pick<Diagnosis, 'findings' | 'subject'>): readonly string[] => [
  ...new Set(findings.flatMap((finding) => namesOf(finding, subject))),
]
